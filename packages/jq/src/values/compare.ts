import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json, JsonObject } from './json.ts';
import { isArray, isContainer, MAX_DEPTH } from './kind.ts';
import { compareText } from './text.ts';

/** null < false < true < numbers < strings < arrays < objects */
function rank(value: Json): number {
  switch (typeof value) {
    case 'number':
      return 3;
    case 'string':
      return 4;
    case 'boolean':
      return value ? 2 : 1;
    default:
      if (value === null) return 0;
      return Array.isArray(value) ? 5 : 6;
  }
}

/** The keys of an object in code-point order. */
export function sortedKeys(object: JsonObject): string[] {
  const keys = Object.keys(object);
  charge(keys.length);
  return keys.sort(compareText);
}

/**
 * jq's order of all values: negative, zero or positive. NaN is less than any number, itself included.
 * Raises past 10,000 levels, as jq does.
 */
export function compare(a: Json, b: Json): number {
  const shallow = compareShallow(a, b);
  return shallow === undefined ? compareDeep(a as Json & object, b as Json & object) : shallow;
}

/** Compares all but two arrays or two objects; for these, undefined. */
function compareShallow(a: Json, b: Json): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const order = rank(a) - rank(b);
  if (order !== 0) return order;
  return isContainer(a) ? undefined : 0;
}

function compareNumbers(a: number, b: number): number {
  if (a < b || Number.isNaN(a)) return -1;
  return a === b ? 0 : 1;
}

/** Two containers of one kind on the way down. */
interface Frame {
  readonly left: readonly Json[];
  readonly right: readonly Json[];
  next: number;
}

function compareDeep(a: Json & object, b: Json & object): number {
  const frames: Frame[] = [];
  let order = enter(frames, a, b);
  while (order === 0 && frames.length > 0) {
    const frame = frames.at(-1)!;
    const { left, right, next } = frame;
    if (next >= left.length || next >= right.length) {
      order = left.length - right.length;
      frames.pop();
      continue;
    }
    frame.next++;
    const x = left[next]!;
    const y = right[next]!;
    order = compareShallow(x, y) ?? enter(frames, x as Json & object, y as Json & object);
  }
  return order;
}

/** Opens a frame for two arrays or two objects; objects differ first by their sorted keys. */
function enter(frames: Frame[], a: Json & object, b: Json & object): number {
  if (frames.length > MAX_DEPTH) raise('Comparison too deep');
  if (isArray(a)) {
    charge(1 + a.length);
    frames.push({ left: a, right: b as readonly Json[], next: 0 });
    return 0;
  }
  const object = b as JsonObject;
  const keys = sortedKeys(a);
  const order = compareKeys(keys, sortedKeys(object));
  if (order !== 0) return order;
  frames.push({ left: keys.map((key) => a[key]!), right: keys.map((key) => object[key]!), next: 0 });
  return 0;
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareText(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
