import { charge, chargeString, MAX_STRING_LENGTH } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { describe } from '../values/describe.ts';
import { equal } from '../values/equal.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { isArray, isObject, MAX_DEPTH } from '../values/kind.ts';
import { copyObject, type MutableObject, setKey } from '../values/object.ts';

function fail(a: Json, b: Json, problem: string): never {
  return raise(`${describe(a)} and ${describe(b)} cannot be ${problem}`);
}

/** `a + b` */
export function add(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'string' && typeof b === 'string') {
    chargeJoined(a, b);
    return a + b;
  }
  if (isArray(a) && isArray(b)) {
    charge(3 + (a.length + b.length) / 2);
    return a.concat(b);
  }
  if (isObject(a) && isObject(b)) return merge(a, b);
  return fail(a, b, 'added');
}

/** Putting texts together costs the shorter one; the longer one is not copied. */
function chargeJoined(a: string, b: string): void {
  charge(2 + Math.min(a.length, b.length) / 16);
  if (a.length + b.length > MAX_STRING_LENGTH) chargeString(a.length + b.length);
}

/** Entries of both; those of the second win. */
function merge(a: JsonObject, b: JsonObject): JsonObject {
  const merged = { ...a, ...b };
  charge(2 + Object.keys(merged).length);
  return merged;
}

/** `a - b` */
export function subtract(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (isArray(a) && isArray(b)) {
    charge(1 + a.length);
    return a.filter((item) => !b.some((other) => sameItem(item, other)));
  }
  return fail(a, b, 'subtracted');
}

function sameItem(a: Json, b: Json): boolean {
  charge(1);
  return equal(a, b);
}

/** `a * b` */
export function multiply(a: Json, b: Json): Json {
  if (typeof a === 'number') {
    if (typeof b === 'number') return a * b;
    if (typeof b === 'string') return repeatText(b, a);
  } else if (typeof a === 'string' && typeof b === 'number') {
    return repeatText(a, b);
  } else if (isObject(a) && isObject(b)) {
    return mergeDeep(a, b);
  }
  return fail(a, b, 'multiplied');
}

/** jq's longest string, in bytes. */
const MAX_JQ_STRING = 2_147_483_631;

function repeatText(text: string, times: number): Json {
  if (times < 0 || Number.isNaN(times)) return null;
  const count = Math.trunc(Math.min(times, 2_147_483_647));
  const length = text.length * count;
  if (length >= MAX_JQ_STRING) raise('Repeat string result too long');
  chargeString(length);
  return text.repeat(length === 0 ? 0 : count);
}

/** Like `merge`, and entries that are objects in both are merged in turn. */
function mergeDeep(a: JsonObject, b: JsonObject): JsonObject {
  const merged = copyObject(a);
  let level: [MutableObject, JsonObject][] = [[merged, b]];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) raise('Object merge too deep');
    const below: [MutableObject, JsonObject][] = [];
    for (const [target, source] of level) mergeInto(target, source, below);
    level = below;
  }
  return merged;
}

function mergeInto(target: MutableObject, source: JsonObject, below: [MutableObject, JsonObject][]): void {
  for (const [key, value] of Object.entries(source)) {
    charge(3);
    const old = Object.hasOwn(target, key) ? target[key]! : null;
    if (isObject(old) && isObject(value)) {
      const copy = copyObject(old);
      charge(2 + Object.keys(old).length);
      setKey(target, key, copy);
      below.push([copy, value]);
    } else {
      setKey(target, key, value);
    }
  }
}

/** `a / b` */
export function divide(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') {
    if (b === 0) return fail(a, b, 'divided because the divisor is zero');
    return a / b;
  }
  if (typeof a === 'string' && typeof b === 'string') return splitText(a, b);
  return fail(a, b, 'divided');
}

/** The parts between separators; the code points for an empty separator. */
export function splitText(text: string, separator: string): readonly string[] {
  chargeString(text.length);
  if (text === '') return [];
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  charge(parts.length);
  return parts;
}

const MOST = 2 ** 63;

/** Remainder of the division of whole numbers (64 bits), with the sign of the dividend. */
export function modulo(a: Json, b: Json): Json {
  if (typeof a !== 'number' || typeof b !== 'number') return fail(a, b, 'divided (remainder)');
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  const dividend = Math.trunc(a);
  const divisor = Math.trunc(b);
  if (divisor === 0) return fail(a, b, 'divided (remainder) because the divisor is zero');
  if (Math.abs(dividend) < MOST && Math.abs(divisor) < MOST) return (dividend % divisor) + 0;
  return Number(toInt64(dividend) % toInt64(divisor));
}

function toInt64(value: number): bigint {
  if (value >= MOST) return 2n ** 63n - 1n;
  return value < -MOST ? -(2n ** 63n) : BigInt(value);
}

/** `-a`; of zero it is zero without sign, as in jq's usual build. */
export function negate(value: Json): Json {
  if (typeof value !== 'number') return raise(`${describe(value)} cannot be negated`);
  return 0 - value;
}
