import { isObject } from '@parley/kernel';
import { canonicalJson } from './same-json.ts';

/** How the items of one list become those of another: pairs keep their order, the rest goes or comes. */
export interface Alignment {
  readonly pairs: readonly (readonly [before: number, after: number])[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** Above this many comparisons the middle part of two lists counts as replaced. */
const MAX_CELLS = 40_000;

/** Aligns two lists of JSON values by a longest common subsequence; items are the same by name or else by content. */
export function alignLists(before: readonly unknown[], after: readonly unknown[]): Alignment {
  return alignKeys(before.map(itemKey), after.map(itemKey));
}

/** An item with a single key, such as a case of a switch, is the same as long as its key is. */
function itemKey(item: unknown): string {
  const keys = isObject(item) ? Object.keys(item) : [];
  return keys.length === 1 && isObject((item as Record<string, unknown>)[keys[0]!])
    ? `name ${keys[0]}`
    : `value ${canonicalJson(item)}`;
}

function alignKeys(before: readonly string[], after: readonly string[]): Alignment {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const middle = alignMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  const pairs = [
    ...Array.from({ length: head }, (_, index) => [index, index] as const),
    ...middle.map(([i, j]) => [i + head, j + head] as const),
    ...Array.from({ length: tail }, (_, at) => {
      const fromEnd = tail - at;
      return [before.length - fromEnd, after.length - fromEnd] as const;
    }),
  ];
  const kept = new Set(pairs.map(([i]) => i));
  const there = new Set(pairs.map(([, j]) => j));
  return {
    pairs,
    removed: [...before.keys()].filter((i) => !kept.has(i)),
    added: [...after.keys()].filter((j) => !there.has(j)),
  };
}

function alignMiddle(before: readonly string[], after: readonly string[]): [number, number][] {
  // One item in the place of one is the same item with other content.
  if (before.length === after.length && before.length * after.length <= 1)
    return before.map((_, index) => [index, index]);
  if (before.length * after.length > MAX_CELLS) return [];
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  return readPairs(before, after, lengths, width);
}

function readPairs(
  before: readonly string[],
  after: readonly string[],
  lengths: Uint16Array,
  width: number,
): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (before[i] === after[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}
