import type { Json } from './json.ts';
import { kindOf } from './kind.ts';
import { serialize } from './serialize.ts';
import { utf8Length } from './text.ts';

/** Bytes, with the closing zero, that jq gives a value in a message (`ERRORMAX` buffers of 30). */
const BUFFER = 30;

/** The beginning of a value's JSON text, cut to what fits into jq's messages: `[1,2,3,4...]`. */
export function excerpt(value: Json): string {
  const shortened =
    typeof value === 'string'
      ? Array.from(value.slice(0, 2 * BUFFER))
          .slice(0, BUFFER)
          .join('')
      : value;
  const text = serialize(shortened, 4 * BUFFER);
  if (byteLengthUpTo(text, BUFFER) < BUFFER) return text;
  const closing = { '"': '"', '[': ']', '{': '}' }[text[0]!] ?? '';
  return `${firstBytes(text, BUFFER - 4 - closing.length)}...${closing}`;
}

/** `number (1)`, as jq begins its messages. */
export function describe(value: Json): string {
  return `${kindOf(value)} (${excerpt(value)})`;
}

function byteLengthUpTo(text: string, most: number): number {
  let bytes = 0;
  for (const char of text) {
    bytes += utf8Length(char.codePointAt(0)!);
    if (bytes >= most) break;
  }
  return bytes;
}

function firstBytes(text: string, most: number): string {
  let bytes = 0;
  let kept = '';
  for (const char of text) {
    bytes += utf8Length(char.codePointAt(0)!);
    if (bytes > most) break;
    kept += char;
  }
  return kept;
}
