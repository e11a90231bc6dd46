import { add, splitText } from '../operators/arithmetic.ts';
import { charge, chargeString } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { isArray, isContainer } from '../values/kind.ts';
import { parseNumber } from '../values/number.ts';
import { parseJson } from '../values/parse-json.ts';
import { serialize, toText } from '../values/serialize.ts';
import { utf8ByteLength } from '../values/text.ts';
import { itemsOf } from './collection-functions.ts';
import { formatValue } from './formats.ts';
import { type Natives, typeError } from './native.ts';

function toNumber(input: Json): Json {
  if (typeof input === 'number') return input;
  const parsed = typeof input === 'string' ? parseNumber(input) : undefined;
  return parsed === undefined ? typeError(input, 'cannot be parsed as a number') : parsed;
}

function toBoolean(input: Json): Json {
  if (typeof input === 'boolean') return input;
  if (input === 'true') return true;
  return input === 'false' ? false : typeError(input, 'cannot be parsed as a boolean');
}

function explode(input: Json): number[] {
  if (typeof input !== 'string') return raise('explode input must be a string');
  charge(input.length / 2);
  return Array.from(input, (char) => char.codePointAt(0)!);
}

function implode(input: Json): string {
  if (!isArray(input)) return raise('implode input must be an array');
  charge(input.length);
  return input.map(charOf).join('');
}

function charOf(codePoint: Json): string {
  if (typeof codePoint !== 'number' || Number.isNaN(codePoint)) {
    return typeError(codePoint, "can't be imploded, unicode codepoint needs to be numeric");
  }
  const code = Math.trunc(codePoint);
  const valid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return String.fromCodePoint(valid ? code : 0xfffd);
}

/** Replaces letters of one ASCII case. */
function mapAscii(pattern: RegExp, change: (letter: string) => string): (input: Json) => string {
  return (input) => {
    if (typeof input !== 'string') return raise('explode input must be a string');
    charge(8 + input.length / 8);
    return input.replace(pattern, change);
  };
}

function requireStrings(name: string, input: Json, text: Json): asserts input is string {
  if (typeof input !== 'string' || typeof text !== 'string') raise(`${name}() requires string inputs`);
}

function startsWith(input: Json, text: Json): boolean {
  requireStrings('startswith', input, text);
  return input.startsWith(text as string);
}

function endsWith(input: Json, text: Json): boolean {
  requireStrings('endswith', input, text);
  return input.endsWith(text as string);
}

function trimStart(input: Json, text: Json): Json {
  return startsWith(input, text) ? (input as string).slice((text as string).length) : input;
}

function trimEnd(input: Json, text: Json): Json {
  if (!endsWith(input, text)) return input;
  return (input as string).slice(0, (input as string).length - (text as string).length);
}

/**
 * True for characters with the Unicode property White_Space, which is what jq trims; JavaScript's `trim` differs in U+0085
 * and U+FEFF.
 */
function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 32 || (unit >= 9 && unit <= 13);
  return SPACES.has(unit) || (unit >= 0x2000 && unit <= 0x200a);
}

const SPACES: ReadonlySet<number> = new Set([0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);

function requireTrimmable(input: Json): string {
  if (typeof input !== 'string') return raise('trim input must be a string');
  charge(1 + input.length / 16);
  return input;
}

function trimLeft(input: Json): string {
  const text = requireTrimmable(input);
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  return text.slice(start);
}

function trimRight(input: Json): string {
  const text = requireTrimmable(input);
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

function split(input: Json, separator: Json): Json {
  if (typeof input !== 'string' || typeof separator !== 'string') {
    return raise('split input and separator must be strings');
  }
  return splitText(input, separator);
}

/** Null counts as nothing, numbers and booleans as their text; anything else must be a string. */
function join(input: Json, separator: Json): Json {
  let joined: string | null = null;
  for (const item of itemsOf(input)) {
    const piece: Json = item === null ? '' : isContainer(item) ? item : toText(item);
    const before: Json = joined === null ? '' : joinOn(joined, separator);
    if (typeof before !== 'string' || typeof piece !== 'string') return add(before, piece);
    charge(2 + piece.length / 16);
    joined = before + piece;
  }
  chargeString(joined?.length ?? 0);
  return joined ?? '';
}

function joinOn(joined: string, separator: Json): Json {
  if (typeof separator !== 'string') return add(joined, separator);
  charge(separator.length / 16);
  return joined + separator;
}

/** Builtins about strings. */
export const TEXT_FUNCTIONS: Natives = {
  'tostring/0': toText,
  'tojson/0': (input) => {
    const text = serialize(input);
    chargeString(text.length);
    return text;
  },
  'fromjson/0': (input) =>
    typeof input === 'string' ? parseJson(input) : typeError(input, 'only strings can be parsed'),
  'tonumber/0': toNumber,
  'toboolean/0': toBoolean,
  'utf8bytelength/0': (input) =>
    typeof input === 'string' ? utf8ByteLength(input) : typeError(input, 'only strings have UTF-8 byte length'),
  'ascii_downcase/0': mapAscii(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  'ascii_upcase/0': mapAscii(/[a-z]+/g, (letters) => letters.toUpperCase()),
  'explode/0': explode,
  'implode/0': implode,
  'startswith/1': (input, text) => startsWith(input, text!),
  'endswith/1': (input, text) => endsWith(input, text!),
  'ltrimstr/1': (input, text) => trimStart(input, text!),
  'rtrimstr/1': (input, text) => trimEnd(input, text!),
  'trimstr/1': (input, text) => trimEnd(trimStart(input, text!), text!),
  'trim/0': (input) => trimLeft(trimRight(input)),
  'ltrim/0': trimLeft,
  'rtrim/0': trimRight,
  'split/1': (input, separator) => split(input, separator!),
  'join/1': (input, separator) => join(input, separator!),
  'format/1': (input, name) =>
    typeof name === 'string' ? formatValue(name, input) : typeError(name!, 'is not a valid format'),
};
