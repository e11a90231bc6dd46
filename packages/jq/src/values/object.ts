import type { Json, JsonObject } from './json.ts';

/** An object under construction. */
export type MutableObject = Record<string, Json>;

/** True if the object itself has the key. */
export function hasKey(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key);
}

/** The value of a key, null if there is none. Inherited names such as `constructor` count for nothing. */
export function getKey(object: JsonObject, key: string): Json {
  const value = object[key];
  if (value === undefined) return null;
  return Object.hasOwn(object, key) ? value : null;
}

/** Sets a key of an object under construction; `__proto__` is a key like any other. */
export function setKey(object: MutableObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    object[key] = value;
  }
}

/** A shallow copy; spread defines own properties, so `__proto__` stays data. */
export function copyObject(object: JsonObject): MutableObject {
  return { ...object };
}
