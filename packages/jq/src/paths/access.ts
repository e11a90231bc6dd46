import { charge, chargeText } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { excerpt } from '../values/describe.ts';
import { equal } from '../values/equal.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { isArray, isObject, kindOf } from '../values/kind.ts';
import { copyObject, getKey, setKey } from '../values/object.ts';
import { sliceArray, sliceBounds, sliceText } from './slice.ts';

/** Largest index that can be assigned to (`INT_MAX >> 2` in jq). */
const MAX_INDEX = 536_870_911;

/** What the builtin access `.[key]` gives; raises jq's error for a key that does not fit. */
export function index(value: Json, key: Json): Json {
  if (typeof key === 'string' && isObject(value)) {
    chargeText(key);
    return getKey(value, key);
  }
  if (typeof key === 'number' && isArray(value)) return itemAt(value, key);
  if (value === null && (typeof key === 'string' || typeof key === 'number' || isObject(key))) return null;
  return indexWithContainer(value, key);
}

/** Slices, and runs of items in an array. */
function indexWithContainer(value: Json, key: Json): Json {
  if (isObject(key)) {
    if (isArray(value)) return sliceArray(value, key);
    if (typeof value === 'string') return sliceText(value, key);
  } else if (isArray(key) && isArray(value)) {
    return indicesOfRun(value, key);
  }
  return raise(`Cannot index ${kindOf(value)} with ${kindOf(key)} (${excerpt(key)})`);
}

/** The item at an index, which is rounded towards zero; negative ones count from the end. */
export function itemAt(array: readonly Json[], at: number): Json {
  let position = Math.trunc(at);
  if (position < 0) position += array.length;
  return array[position] ?? null;
}

/** All indices at which a run of items begins. */
export function indicesOfRun(array: readonly Json[], run: readonly Json[]): number[] {
  const found: number[] = [];
  if (run.length === 0) return found;
  for (let at = 0; at < array.length; at++) {
    charge(1);
    if (matchesRun(array, at, run)) found.push(at);
  }
  return found;
}

function matchesRun(array: readonly Json[], at: number, run: readonly Json[]): boolean {
  for (let i = 0; i < run.length; i++) {
    charge(1);
    const item = array[at + i];
    if (item === undefined || !equal(item, run[i]!)) return false;
  }
  return true;
}

/** A copy of a container with one key set; null becomes an object or array as the key demands. */
export function withKey(container: Json, key: Json, value: Json): Json {
  if (typeof key === 'string' && (container === null || isObject(container))) {
    chargeText(key);
    charge(container === null ? 2 : 2 + Object.keys(container).length);
    const copy = container === null ? {} : copyObject(container);
    setKey(copy, key, value);
    return copy;
  }
  if (typeof key === 'number' && (container === null || isArray(container))) {
    return withItem(container ?? [], key, value);
  }
  if (isObject(key)) return withSlice(container, key, value);
  return raiseNotSettable(container, key);
}

function raiseNotSettable(container: Json, key: Json): never {
  return raise(`Cannot update field at ${kindOf(key)} index of ${kindOf(container)}`);
}

/** Where in an array an index to be assigned lies; raises if that is nowhere. */
export function assignableIndex(length: number, at: number): number {
  if (Number.isNaN(at)) raise('Cannot set array element at NaN index');
  let position = Math.trunc(at);
  if (position < 0) position += length;
  if (position < 0) raise('Out of bounds negative array index');
  if (position > MAX_INDEX) raise('Array index too large');
  return position;
}

function withItem(array: readonly Json[], at: number, value: Json): Json {
  const position = assignableIndex(array.length, at);
  charge(1 + Math.max(array.length, position + 1) / 2);
  const copy = array.slice();
  padTo(copy, position);
  copy[position] = value;
  return copy;
}

/** Fills an array with null up to a length. */
export function padTo(array: Json[], length: number): void {
  while (array.length < length) array.push(null);
}

function withSlice(container: Json, slice: JsonObject, value: Json): Json {
  if (typeof container === 'string') raise('Cannot update string slices');
  if (container !== null && !isArray(container)) return raiseNotSettable(container, slice);
  const array = container ?? [];
  const { start, end } = sliceBounds(array.length, slice);
  if (!isArray(value)) return raise('A slice of an array can only be assigned another array');
  charge(1 + (array.length + value.length) / 2);
  return [...array.slice(0, start), ...value, ...array.slice(end)];
}

/**
 * Raises what setting that key would raise, before anything below it is looked at: jq sets the key to null first,
 * except for slices.
 */
export function assertSettable(container: Json, key: Json): void {
  if (typeof key === 'number') {
    if (container === null || isArray(container)) assignableIndex(container?.length ?? 0, key);
  } else if (isArray(key)) {
    raiseNotSettable(container, key);
  }
}
