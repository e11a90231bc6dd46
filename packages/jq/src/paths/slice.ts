import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { getKey, hasKey } from '../values/object.ts';
import { codePointLength, codeUnitIndex } from '../values/text.ts';

/** The key that stands for `.[from:to]` in a path. */
export function sliceKey(from: Json, to: Json): JsonObject {
  return { start: from, end: to };
}

/**
 * Bounds of a slice of something so long: from is rounded down, to is rounded up, negative ones count from the end,
 * null and NaN mean the whole. The result is `0 <= start <= end <= length`.
 */
export function sliceBounds(length: number, slice: JsonObject): { start: number; end: number } {
  const from = boundOf(slice, 'start') ?? 0;
  const to = boundOf(slice, 'end') ?? length;
  if (typeof from !== 'number' || typeof to !== 'number') raise('Array/string slice indices must be integers');
  let start = Number.isNaN(from) ? 0 : from;
  if (start < 0) start = Math.max(0, start + length);
  start = Math.floor(Math.min(start, length));
  let end = Number.isNaN(to) ? length : to;
  if (end < 0) end += length;
  end = end < 0 ? start : Math.ceil(Math.min(end, length));
  return { start, end: Math.max(start, end) };
}

/** A bound: null if it is open; something that is no number if there is none. */
function boundOf(slice: JsonObject, key: 'start' | 'end'): Json {
  return hasKey(slice, key) ? getKey(slice, key) : false;
}

/** The slice of an array. */
export function sliceArray(array: readonly Json[], slice: JsonObject): readonly Json[] {
  const { start, end } = sliceBounds(array.length, slice);
  charge((end - start) / 2);
  return array.slice(start, end);
}

/** The slice of a string, counted in code points. */
export function sliceText(text: string, slice: JsonObject): string {
  charge(text.length / 16);
  const { start, end } = sliceBounds(codePointLength(text), slice);
  const unit = codeUnitIndex(text, start);
  const rest = text.slice(unit);
  return rest.slice(0, codeUnitIndex(rest, end - start));
}
