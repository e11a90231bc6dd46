import { raise } from '../runtime/raise.ts';
import { describe } from '../values/describe.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUE_OF = new Map([...ALPHABET].map((char, value) => [char, value]));

/** Base64 (RFC 4648) of the UTF-8 bytes, padded. */
export function toBase64(text: string): string {
  const bytes = encodeUtf8(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const known = bytes.length - i;
    encoded += ALPHABET[group >> 18]! + ALPHABET[(group >> 12) & 63]!;
    encoded += known > 1 ? ALPHABET[(group >> 6) & 63]! : '=';
    encoded += known > 2 ? ALPHABET[group & 63]! : '=';
  }
  return encoded;
}

/** The string of base64 data. Reads up to the first `=`; padding may be missing. */
export function fromBase64(text: string): string {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let group = 0;
  let known = 0;
  for (const char of text) {
    if (char === '=') break;
    const value = VALUE_OF.get(char);
    if (value === undefined) raise(`${describe(text)} is not valid base64 data`);
    group = (group << 6) | value;
    known++;
    if (known === 4) {
      bytes[length++] = group >> 16;
      bytes[length++] = group >> 8;
      bytes[length++] = group;
      group = 0;
      known = 0;
    }
  }
  if (known === 1) raise(`${describe(text)} trailing base64 byte found`);
  if (known === 2) bytes[length++] = group >> 4;
  if (known === 3) {
    bytes[length++] = group >> 10;
    bytes[length++] = group >> 2;
  }
  return decodeUtf8(bytes.subarray(0, length));
}
