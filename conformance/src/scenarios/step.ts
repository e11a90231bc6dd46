import { parse } from 'yaml';
import type { World } from './world.ts';

/** One kind of step: its text, with what varies captured, and what it does. */
export interface Step {
  readonly text: RegExp;
  readonly run: (world: World, args: readonly string[], document: string) => Promise<void> | void;
}

/** The value of a step's YAML. */
export function yaml(document: string): unknown {
  return parse(document);
}

/** Fails the scenario. */
export function fail(message: string): never {
  throw new Error(message);
}

/** A short form of a value for messages. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text;
}

/** True when every property of `expected` is in `actual` with that value; anything else has to be equal. */
export function includes(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) return same(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(expected).every(([name, value]) => includes((actual as Record<string, unknown>)[name], value));
}

/** True when both are the same JSON value. */
export function same(actual: unknown, expected: unknown): boolean {
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null) {
    return actual === expected;
  }
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...names].every((name) => {
    const [a, b] = [actual, expected].map((value) => (value as Record<string, unknown>)[name]);
    return same(a, b);
  });
}

/** The value at a path of property names; undefined when there is none. */
export function at(value: unknown, path: string): unknown {
  let place = value;
  for (const name of path.split('.')) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, name)) return undefined;
    place = (place as Record<string, unknown>)[name];
  }
  return place;
}
