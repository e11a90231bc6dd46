import type { Json, JsonObject } from './json.ts';

export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** Depth at which jq stops to compare, merge or print. */
export const MAX_DEPTH = 10_000;

/** The type of a value, as the builtin `type` calls it. */
export function kindOf(value: Json): Kind {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value as 'boolean' | 'number' | 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

/** True for all values but `null` and `false`. */
export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

/** True for an object, not an array. */
export function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** True for an array or object. */
export function isContainer(value: Json): value is readonly Json[] | JsonObject {
  return value !== null && typeof value === 'object';
}

/** `Array.isArray` that narrows to a readonly array. */
export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
