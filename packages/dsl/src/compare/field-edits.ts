import { isObject } from '@parley/kernel';
import { childPointer } from '../parse/pointer.ts';
import { alignLists } from './align-lists.ts';
import { sameJson } from './same-json.ts';

/**
 * A difference between two values. Edits applied one after another in the order they come turn the first value into the
 * second. `before` is undefined for what is added, `after` for what is removed.
 */
export interface FieldEdit {
  /** Pointer in the first value; for something added the place where it will be. */
  readonly from: string;
  /** Pointer in the second value; for something removed the place where it was. */
  readonly to: string;
  /** Pointer at the time the edit is applied. */
  readonly at: string;
  readonly before: unknown;
  readonly after: unknown;
  /** True when an item of a list comes or goes, so that the items behind it shift. */
  readonly inList: boolean;
}

interface Place {
  readonly from: string;
  readonly to: string;
}

/** The differences between two JSON values, as deep as possible: a map key by key, a list item by item. */
export function* fieldEdits(before: unknown, after: unknown, place: Place): Generator<FieldEdit> {
  if (sameJson(before, after)) return;
  if (isObject(before) && isObject(after)) yield* mapEdits(before, after, place);
  else if (Array.isArray(before) && Array.isArray(after)) yield* listEdits(before, after, place);
  else yield { ...place, at: place.to, before, after, inList: false };
}

function* mapEdits(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  place: Place,
): Generator<FieldEdit> {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of keys) {
    const inner = { from: childPointer(place.from, key), to: childPointer(place.to, key) };
    yield* fieldEdits(ownValue(before, key), ownValue(after, key), inner);
  }
}

function ownValue(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function* listEdits(before: readonly unknown[], after: readonly unknown[], place: Place): Generator<FieldEdit> {
  const { pairs, removed, added } = alignLists(before, after);
  const item = (i: number, j: number) => ({ from: childPointer(place.from, i), to: childPointer(place.to, j) });
  // Last first, then first first: so every index is the right one at its time.
  for (const i of removed.toReversed()) {
    const here = item(i, i);
    yield { ...here, at: here.to, before: before[i], after: undefined, inList: true };
  }
  for (const j of added) {
    const here = item(j, j);
    yield { ...here, at: here.to, before: undefined, after: after[j], inList: true };
  }
  for (const [i, j] of pairs) yield* fieldEdits(before[i], after[j], item(i, j));
}
