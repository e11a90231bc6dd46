import { charge } from '../runtime/meter.ts';
import { compare } from './compare.ts';
import type { Json } from './json.ts';
import { compareText } from './text.ts';

/** Items with their keys at the same places. */
export interface Keyed {
  readonly keys: readonly Json[];
  readonly items: readonly Json[];
}

/** Runs of that length are sorted by insertion before they are merged. */
const RUN = 12;

/**
 * The items in the order of their keys, equal ones in the order they had. A merge sort of our own: the one of the
 * JavaScript engine calls the order as often as it likes, and so would take another amount of fuel in another engine.
 */
export function sortByKeys({ keys, items }: Keyed): Keyed {
  const { length } = keys;
  charge(length * (1 + Math.ceil(Math.log2(length + 1)) / 2));
  const inOrder = orderFor(keys);
  let from = { keys: keys.slice(), items: items.slice() };
  for (let start = 0; start < length; start += RUN) insert(from, start, Math.min(start + RUN, length), inOrder);
  if (length <= RUN) return from;
  let into = { keys: keys.slice(), items: items.slice() };
  for (let width = RUN; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) merge(from, into, start, width, inOrder);
    [from, into] = [into, from];
  }
  return from;
}

/** Items sorted by jq's order of all values. */
export function sortItems(items: readonly Json[]): readonly Json[] {
  return sortByKeys({ keys: items, items }).items;
}

/** Whether a key may stand before another one. */
type InOrder = (a: Json, b: Json) => boolean;

const inNumericOrder: InOrder = (a, b) => (a as number) <= (b as number);
const inTextOrder: InOrder = (a, b) => compareText(a as string, b as string) <= 0;
const inAnyOrder: InOrder = (a, b) => compare(a, b) <= 0;

function orderFor(keys: readonly Json[]): InOrder {
  if (keys.every((key) => typeof key === 'number' && !Number.isNaN(key))) return inNumericOrder;
  return keys.every((key) => typeof key === 'string') ? inTextOrder : inAnyOrder;
}

interface Sorting {
  readonly keys: Json[];
  readonly items: Json[];
}

function insert({ keys, items }: Sorting, start: number, end: number, inOrder: InOrder): void {
  for (let i = start + 1; i < end; i++) {
    const key = keys[i]!;
    const item = items[i]!;
    let at = i;
    for (; at > start && !inOrder(keys[at - 1]!, key); at--) {
      keys[at] = keys[at - 1]!;
      items[at] = items[at - 1]!;
    }
    keys[at] = key;
    items[at] = item;
  }
}

/** Merges two sorted runs that begin at `start`, of `width` items each or what is left. */
function merge(from: Sorting, into: Sorting, start: number, width: number, inOrder: InOrder): void {
  const { keys, items } = from;
  const middle = Math.min(start + width, keys.length);
  const end = Math.min(middle + width, keys.length);
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const fromLeft = right >= end || (left < middle && inOrder(keys[left]!, keys[right]!));
    const next = fromLeft ? left++ : right++;
    into.keys[at] = keys[next]!;
    into.items[at] = items[next]!;
  }
}
