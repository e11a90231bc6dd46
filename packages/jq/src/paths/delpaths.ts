import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { compare } from '../values/compare.ts';
import { equal } from '../values/equal.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { isArray, isObject, kindOf, MAX_DEPTH } from '../values/kind.ts';
import { copyObject } from '../values/object.ts';
import { index, withKey } from './access.ts';
import { sliceBounds } from './slice.ts';

/** A value without the parts at some paths; a path that leads nowhere is ignored. */
export function deletePaths(root: Json, paths: Json): Json {
  if (!isArray(paths)) return raise('Paths must be specified as an array');
  const sorted = [...paths].sort(compare);
  charge(8 + sorted.length * 2);
  for (const path of sorted) {
    if (!isArray(path)) raise(`Path must be specified as array, not ${kindOf(path)}`);
    else if (path.length > MAX_DEPTH) raise('Path too deep');
  }
  if (sorted.length === 0) return root;
  if ((sorted[0] as readonly Json[]).length === 0) return null;
  return deleteSorted(root, sorted as (readonly Json[])[]);
}

/** The paths `from <= i < to` share their first `depth` keys, which lead to `value`. */
interface Frame {
  value: Json;
  readonly depth: number;
  readonly to: number;
  next: number;
  /** Keys of `value` to delete once the parts below are done. */
  readonly doomed: Json[];
  /** The key through which the frame above was entered. */
  entered: Json;
}

/** Works through the sorted paths like a tree, deepest parts first, without recursion. */
function deleteSorted(root: Json, paths: readonly (readonly Json[])[]): Json {
  const frames: Frame[] = [{ value: root, depth: 0, to: paths.length, next: 0, doomed: [], entered: null }];
  let result: Json = root;
  while (frames.length > 0) {
    const frame = frames.at(-1)!;
    if (frame.next >= frame.to) {
      result = deleteKeys(frame.value, frame.doomed);
      frames.pop();
      const above = frames.at(-1);
      if (above !== undefined) above.value = withKey(above.value, above.entered, result);
      continue;
    }
    const inner = nextFrame(frame, paths);
    if (inner !== null) frames.push(inner);
  }
  return result;
}

/** Takes the next group of paths with the same key: notes the key as doomed, or gives a frame for what is below. */
function nextFrame(frame: Frame, paths: readonly (readonly Json[])[]): Frame | null {
  const from = frame.next;
  const first = paths[from]!;
  const key = first[frame.depth]!;
  let to = from + 1;
  while (to < frame.to && equal(key, paths[to]![frame.depth]!)) to++;
  charge(to - from);
  frame.next = to;
  if (first.length === frame.depth + 1) {
    frame.doomed.push(key);
    return null;
  }
  const part = index(frame.value, key);
  if (part === null) return null;
  frame.entered = key;
  return { value: part, depth: frame.depth + 1, to, next: from, doomed: [], entered: null };
}

function deleteKeys(value: Json, keys: readonly Json[]): Json {
  if (value === null || keys.length === 0) return value;
  if (isArray(value)) return deleteItems(value, keys);
  if (isObject(value)) return deleteEntries(value, keys);
  return raise(`Cannot delete fields from ${kindOf(value)}`);
}

function deleteEntries(object: JsonObject, keys: readonly Json[]): Json {
  charge(2 + Object.keys(object).length);
  const copy = copyObject(object);
  for (const key of keys) {
    if (typeof key !== 'string') return raise(`Cannot delete ${kindOf(key)} field of object`);
    delete copy[key];
  }
  return copy;
}

function deleteItems(array: readonly Json[], keys: readonly Json[]): Json {
  const doomed = new Uint8Array(array.length);
  for (const key of keys) {
    if (typeof key === 'number') {
      const at = Math.trunc(key);
      const position = key < 0 ? array.length + at : at;
      if (position >= 0 && position < array.length) doomed[position] = 1;
    } else if (isObject(key)) {
      const { start, end } = sliceBounds(array.length, key);
      doomed.fill(1, start, end);
    } else {
      return raise(`Cannot delete ${kindOf(key)} element of array`);
    }
  }
  charge(1 + array.length / 2);
  return array.filter((_, i) => doomed[i] === 0);
}
