import { add, subtract } from '../operators/arithmetic.ts';
import { index, indicesOfRun, itemAt } from '../paths/access.ts';
import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { compare, sortedKeys } from '../values/compare.ts';
import { contains } from '../values/contains.ts';
import { describe } from '../values/describe.ts';
import { equal } from '../values/equal.ts';
import type { Json } from '../values/json.ts';
import { isArray, isContainer, isObject, isTrue, kindOf } from '../values/kind.ts';
import { hasKey, type MutableObject, setKey } from '../values/object.ts';
import { type Keyed, sortByKeys, sortItems } from '../values/sort.ts';
import { CodePointCounter, codePointLength } from '../values/text.ts';
import { type Natives, typeError } from './native.ts';

/** What `.[]` gives; raises for anything that is no array or object. */
export function itemsOf(value: Json): readonly Json[] {
  if (isArray(value)) return value;
  return isObject(value) ? Object.values(value) : raise(`Cannot iterate over ${describe(value)}`);
}

function length(input: Json): number {
  if (typeof input === 'string') {
    charge(input.length / 24);
    return codePointLength(input);
  }
  if (isArray(input)) return input.length;
  if (isObject(input)) return Object.keys(input).length;
  if (typeof input === 'number') return Math.abs(input);
  return input === null ? 0 : typeError(input, 'has no length');
}

function keys(input: Json): readonly Json[] {
  return isObject(input) ? sortedKeys(input) : unsortedKeys(input);
}

function unsortedKeys(input: Json): readonly Json[] {
  if (!isContainer(input)) return typeError(input, 'has no keys');
  const found: readonly Json[] = isArray(input) ? input.map((_, i) => i) : Object.keys(input);
  charge(found.length / 2);
  return found;
}

function has(input: Json, key: Json): boolean {
  if (input === null) return false;
  if (isObject(input) && typeof key === 'string') return hasKey(input, key);
  if (isArray(input) && typeof key === 'number') {
    const at = Math.trunc(key);
    return at >= 0 && at < input.length;
  }
  return raise(`Cannot check whether ${kindOf(input)} has a ${kindOf(key)} key`);
}

function toEntries(input: Json): Json {
  return unsortedKeys(input).map((key) => {
    charge(4);
    return { key, value: index(input, key) };
  });
}

/** The first true one of these entries, else the last. */
function firstTrue(item: Json, names: readonly string[]): Json {
  let value: Json = null;
  for (const name of names) {
    value = index(item, name);
    if (isTrue(value)) return value;
  }
  return value;
}

function fromEntries(input: Json): Json {
  const object: MutableObject = {};
  for (const item of itemsOf(input)) {
    charge(6);
    const key = firstTrue(item, ['key', 'Key', 'name', 'Name']);
    const value = index(item, has(item, 'value') ? 'value' : 'Value');
    if (typeof key !== 'string') raise(`Cannot use ${describe(key)} as object key`);
    else setKey(object, key, value);
  }
  return object;
}

function addAll(input: Json): Json {
  const items = itemsOf(input);
  return sum(items);
}

/** Adds up; runs of strings, arrays or objects are put together in one go. */
function sum(items: readonly Json[]): Json {
  if (items.length > 1 && items.every(isArray)) {
    charge(items.reduce((total, item) => total + (item as readonly Json[]).length, items.length) / 2);
    return (items as readonly (readonly Json[])[]).flat();
  }
  if (items.length > 1 && items.every(isObject)) return mergeAll(items);
  let total: Json = null;
  for (const item of items) {
    charge(1);
    total = add(total, item);
  }
  return total;
}

function mergeAll(items: readonly Json[]): Json {
  const merged: MutableObject = {};
  for (const item of items) {
    const entries = Object.entries(item as MutableObject);
    charge(1 + entries.length);
    for (const [key, value] of entries) setKey(merged, key, value);
  }
  return merged;
}

function flatten(input: Json, depth: Json): Json {
  if (compare(depth, 0) < 0) raise('flatten depth must not be negative');
  if (typeof depth === 'number') return flattenTo(input, depth);
  const nested = itemsOf(input).some(isArray);
  return nested ? subtract(depth, 1) : flattenTo(input, 0);
}

/** Dissolves inner arrays with a stack of its own. */
function flattenTo(input: Json, depth: number): Json {
  const flat: Json[] = [];
  const stack: { readonly items: readonly Json[]; next: number }[] = [{ items: itemsOf(input), next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    if (top.next === top.items.length) {
      stack.pop();
      continue;
    }
    const item = top.items[top.next++]!;
    charge(1);
    if (isArray(item) && depth - (stack.length - 1) !== 0) stack.push({ items: item, next: 0 });
    else flat.push(item);
  }
  return flat;
}

function reverse(input: Json): Json {
  const count = length(input);
  // The length of a number is its size, and costs nothing.
  if (typeof input !== 'number') charge(count / 2);
  if (isArray(input)) return input.toReversed();
  if (count === 0) return [];
  return index(input, count - 1);
}

function sorted(input: Json): readonly Json[] {
  return isArray(input) ? sortItems(input) : typeError(input, 'cannot be sorted, as it is not an array');
}

/** The items that differ from the one before. */
function unique(input: Json): Json {
  return sorted(input).filter((item, i, all) => i === 0 || !equal(all[i - 1]!, item));
}

/** Items with keys; `keys` are the outputs of `f` as an array for each item. */
function keyed(input: Json, keys: Json): Keyed {
  if (!isArray(input) || !isArray(keys) || input.length !== keys.length) {
    return raise(`${describe(input)} and ${describe(keys)} cannot be sorted, as they are not both arrays`);
  }
  charge(input.length * 2);
  const plain = keys.every((key) => isArray(key) && key.length === 1);
  return { keys: plain ? keys.map((key) => (key as readonly Json[])[0]!) : keys, items: input };
}

function group(all: Keyed): Json[][] {
  const { keys, items } = sortByKeys(all);
  const groups: Json[][] = [];
  keys.forEach((key, i) => {
    if (i > 0 && equal(keys[i - 1]!, key)) groups.at(-1)!.push(items[i]!);
    else groups.push([items[i]!]);
  });
  return groups;
}

/** The item with the least key, or the last one with the greatest. */
function extremeByKeys(least: boolean): (input: Json, keys: Json) => Json {
  return (input, keys) => {
    if (!isArray(input) || !isArray(keys)) {
      return raise(`${describe(input)} and ${describe(keys)} cannot be iterated over`);
    }
    charge(input.length);
    let at = 0;
    for (let i = 1; i < keys.length; i++) if (compare(keys[i]!, keys[at]!) < 0 === least) at = i;
    return input[at] ?? null;
  };
}

const leastByKeys = extremeByKeys(true);
const greatestByKeys = extremeByKeys(false);

/** What `sort_by` and its kin make of items with a key each. */
export const BY_KEYS = {
  sort_by: (all: Keyed): Json => sortByKeys(all).items,
  group_by: (all: Keyed): Json => group(all),
  unique_by: (all: Keyed): Json => group(all).map(([first]) => first!),
  min_by: ({ keys, items }: Keyed): Json => leastByKeys(items, keys),
  max_by: ({ keys, items }: Keyed): Json => greatestByKeys(items, keys),
} as const;

function transpose(input: Json): Json {
  const rows = itemsOf(input);
  const columns: Json[][] = [];
  const width = rows.reduce<number>((most, row) => Math.max(most, length(row)), 0);
  for (let i = 0; i < width; i++) {
    charge(2 + rows.length);
    columns.push(rows.map((row) => index(row, i)));
  }
  return columns;
}

function bsearch(input: Json, item: Json): number {
  if (!isArray(input)) return typeError(input, 'cannot be searched from');
  charge(8);
  let from = 0;
  let to = input.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const order = compare(item, input[middle]!);
    if (order === 0) return middle;
    if (order < 0) to = middle;
    else from = middle + 1;
  }
  return -1 - from;
}

/** Indices in code points at which a text occurs; occurrences may overlap. */
function indicesOfText(text: Json, part: Json): number[] {
  if (typeof text !== 'string') return typeError(text, 'cannot be searched, as it is not a string');
  if (typeof part !== 'string') return typeError(part, 'is not a string');
  const found: number[] = [];
  if (part === '') return found;
  charge(text.length / 20);
  const counter = new CodePointCounter(text);
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    charge(1 + part.length / 64);
    found.push(counter.at(at));
  }
  return found;
}

function indices(input: Json, part: Json): Json {
  if (isArray(input)) return indicesOfRun(input, isArray(part) ? part : [part]);
  if (typeof input === 'string' && typeof part === 'string') return indicesOfText(input, part);
  return index(input, part);
}

/** First or last of `indices`, by the indexing that jq does with its result. */
function indexOf(input: Json, part: Json): Json {
  return index(indices(input, part), 0);
}

function lastIndexOf(input: Json, part: Json): Json {
  const found = indices(input, part);
  if (isArray(found)) return itemAt(found, -1);
  return index(index(found, { start: -1, end: null }), 0);
}

/** Builtins about arrays and objects. Those with `_` in front take keys that were computed before. */
export const COLLECTION_FUNCTIONS: Natives = {
  'length/0': length,
  'keys/0': keys,
  'keys_unsorted/0': unsortedKeys,
  'has/1': (input, key) => has(input, key!),
  'contains/1': (input, part) => contains(input, part!),
  'to_entries/0': toEntries,
  'from_entries/0': fromEntries,
  'add/0': addAll,
  'flatten/0': (input) => flattenTo(input, Number.POSITIVE_INFINITY),
  'flatten/1': (input, depth) => flatten(input, depth!),
  'reverse/0': reverse,
  'sort/0': sorted,
  'unique/0': unique,
  'min/0': (input) => leastByKeys(input, input),
  'max/0': (input) => greatestByKeys(input, input),
  '_sort_by/1': (input, keys_) => BY_KEYS.sort_by(keyed(input, keys_!)),
  '_group_by/1': (input, keys_) => BY_KEYS.group_by(keyed(input, keys_!)),
  '_unique_by/1': (input, keys_) => BY_KEYS.unique_by(keyed(input, keys_!)),
  '_min_by/1': (input, keys_) => leastByKeys(input, keys_!),
  '_max_by/1': (input, keys_) => greatestByKeys(input, keys_!),
  'transpose/0': transpose,
  'bsearch/1': (input, item) => bsearch(input, item!),
  '_strindices/1': (input, part) => indicesOfText(input, part!),
  'indices/1': (input, part) => indices(input, part!),
  'index/1': (input, part) => indexOf(input, part!),
  'rindex/1': (input, part) => lastIndexOf(input, part!),
};
