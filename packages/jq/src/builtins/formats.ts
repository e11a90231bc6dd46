import { charge, chargeString } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { describe } from '../values/describe.ts';
import type { Json } from '../values/json.ts';
import { isArray } from '../values/kind.ts';
import { formatNumber } from '../values/number.ts';
import { serialize, toText } from '../values/serialize.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { decodeUtf8Strictly, encodeUtf8 } from './bytes.ts';

/** Applies a format, given by its name without `@`. */
export function formatValue(name: string, value: Json): string {
  const format = FORMATS.get(name);
  if (format === undefined) return raise(`${name} is not a valid format`);
  if (typeof value === 'string') charge(value.length / 4);
  const text = format(value);
  chargeString(text.length);
  return text;
}

const FORMATS: ReadonlyMap<string, (value: Json) => string> = new Map([
  ['text', toText],
  ['json', (value: Json) => serialize(value)],
  ['csv', (value: Json) => toRow(value, 'csv', ',', (text) => `"${escaped(text, /["\0]/g, CSV)}"`)],
  ['tsv', (value: Json) => toRow(value, 'tsv', '\t', escapeTsv)],
  ['html', (value: Json) => escaped(toText(value), /[<>&'"\0]/g, HTML)],
  ['uri', (value: Json) => toUri(toText(value))],
  ['urid', (value: Json) => fromUri(toText(value))],
  ['sh', toShell],
  ['base64', (value: Json) => toBase64(toText(value))],
  ['base64d', (value: Json) => fromBase64(toText(value))],
]);

const HTML: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&apos;',
  '"': '&quot;',
  '\0': '\\0',
};

const CSV: Readonly<Record<string, string>> = { '"': '""', '\0': '\\0' };

const SHELL: Readonly<Record<string, string>> = { "'": "'\\''", '\0': '\\0' };

const TSV: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r', '\n': '\\n', '\\': '\\\\', '\0': '\\0' };

/** A text with some characters written as something else; each of these costs as much as several steps. */
function escaped(text: string, pattern: RegExp, replacements: Readonly<Record<string, string>>): string {
  charge(text.length / 16);
  return text.replace(pattern, (char) => {
    charge(2);
    return replacements[char]!;
  });
}

function escapeTsv(text: string): string {
  return escaped(text, /[\t\r\n\\\0]/g, TSV);
}

function toRow(value: Json, name: string, separator: string, quote: (text: string) => string): string {
  if (!isArray(value)) return raise(`${describe(value)} cannot be ${name}-formatted, only array`);
  charge(value.length);
  return value.map((item) => rowItem(item, quote)).join(separator);
}

function rowItem(item: Json, quote: (text: string) => string): string {
  if (item === null) return '';
  if (typeof item === 'string') return quote(item);
  if (typeof item === 'number') return Number.isNaN(item) ? '' : formatNumber(item);
  if (typeof item === 'boolean') return String(item);
  return raise(`${describe(item)} is not valid in a csv row`);
}

function toShell(value: Json): string {
  const items = isArray(value) ? value : [value];
  charge(items.length);
  return items.map(shellItem).join(' ');
}

function shellItem(item: Json): string {
  if (typeof item === 'string') return `'${escaped(item, /['\0]/g, SHELL)}'`;
  if (item !== null && typeof item === 'object') return raise(`${describe(item)} can not be escaped for shell`);
  return serialize(item);
}

const UNRESERVED = new Set(encodeUtf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'));

function toUri(text: string): string {
  let encoded = '';
  for (const byte of encodeUtf8(text)) {
    encoded += UNRESERVED.has(byte)
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

function fromUri(text: string): string {
  const source = encodeUtf8(text);
  const bytes = new Uint8Array(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    if (source[i] !== 0x25) {
      bytes[length++] = source[i]!;
      continue;
    }
    const hex = String.fromCharCode(...source.subarray(i + 1, i + 3));
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) return raise(`${describe(text)} is not a valid uri encoding`);
    bytes[length++] = Number.parseInt(hex, 16);
    i += 2;
  }
  return decodeUtf8Strictly(bytes.subarray(0, length)) ?? raise(`${describe(text)} is not a valid uri encoding`);
}
