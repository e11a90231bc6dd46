import { mergeArrays, mergeObjects, outgrows } from './join.ts';
import { onSlots } from './pair-memo.ts';
import { isSubArray, isSubObject } from './subtype.ts';
import {
  type ArrayShape,
  isNever,
  isWhole,
  itemAt,
  Kind,
  MAX_ARRAY_VARIANTS,
  MAX_TUPLE,
  MAX_VARIANTS,
  make,
  type Numbers,
  neverType,
  normalArray,
  normalObject,
  type ObjectShape,
  type Property,
  type Slot,
  type Strings,
  type Type,
} from './type.ts';

/** A type that holds every value that is in both; never if there is none. */
export function meet(a: Type, b: Type): Type {
  if (a === b) return a;
  const kinds = a.kinds & b.kinds;
  if (kinds === 0) return neverType;
  return make(
    kinds,
    meetFacet(a.numbers, b.numbers, kinds & Kind.number, meetNumbers),
    meetFacet(a.strings, b.strings, kinds & Kind.string, meetStrings),
    meetFacet(a.arrays, b.arrays, kinds & Kind.array, meetArrays),
    meetFacet(a.objects, b.objects, kinds & Kind.object, meetObjects),
  );
}

/** {@link meet} of slots; stays lazy where a side is. */
const meetSlots: (a: Slot, b: Slot) => Slot = onSlots(meet, ' & ');

/** False only if no value is in both. */
export const overlaps = (a: Type, b: Type): boolean => !isNever(meet(a, b));

function meetFacet<F>(a: F | undefined, b: F | undefined, bit: number, combine: (a: F, b: F) => F): F | undefined {
  if (bit === 0) return undefined;
  if (a === undefined || b === undefined || a === b) return a ?? b;
  return combine(a, b);
}

function meetNumbers(a: Numbers, b: Numbers): Numbers {
  if (a.values === undefined && b.values === undefined) return a.integer ? a : b;
  const from = a.values ?? b.values!;
  const other = a.values === undefined ? a : b;
  const values = new Set<number>();
  for (const value of from) {
    if (other.values === undefined ? isWhole(value) || !other.integer : other.values.has(value)) values.add(value);
  }
  return { values, integer: a.integer || b.integer };
}

function meetStrings(a: Strings, b: Strings): Strings {
  if (a.values !== undefined && b.values !== undefined) {
    const { values } = b;
    return { ...a, values: new Set([...a.values].filter((value) => values.has(value))) };
  }
  if (a.values !== undefined) return a;
  if (b.values !== undefined) return b;
  return { values: undefined, format: a.format ?? b.format, pattern: a.pattern ?? b.pattern };
}

function meetArrays(a: readonly ArrayShape[], b: readonly ArrayShape[]): readonly ArrayShape[] {
  return productOf(a, b, meetArray, isSubArray, mergeArrays, MAX_ARRAY_VARIANTS);
}

function meetObjects(a: readonly ObjectShape[], b: readonly ObjectShape[]): readonly ObjectShape[] {
  return productOf(a, b, meetObject, isSubObject, mergeObjects, MAX_VARIANTS);
}

/** The meets of every pair that are not empty and not covered by another. */
function productOf<S>(
  a: readonly S[],
  b: readonly S[],
  combine: (x: S, y: S) => S | undefined,
  isSub: (x: S, y: S) => boolean,
  merge: (x: S, y: S) => S,
  limit: number,
): readonly S[] {
  const result: S[] = [];
  for (const x of a) {
    for (const y of b) {
      const both = x === y ? x : combine(x, y);
      if (both !== undefined && !result.some((other) => isSub(both, other))) result.push(both);
    }
  }
  return result.length <= limit ? result : [result.reduce(merge)];
}

function meetArray(a: ArrayShape, b: ArrayShape): ArrayShape | undefined {
  const length = Math.min(MAX_TUPLE, Math.max(a.prefix.length, b.prefix.length));
  const prefix = Array.from({ length }, (_, position) => meetSlots(itemAt(a, position), itemAt(b, position)));
  return normalArray({ prefix, rest: meetSlots(a.rest, b.rest), min: Math.max(a.min, b.min) });
}

function meetObject(a: ObjectShape, b: ObjectShape): ObjectShape | undefined {
  const properties = new Map<string, Property>();
  for (const [key, property] of a.properties) properties.set(key, meetProperty(property, b, key));
  for (const [key, property] of b.properties) {
    if (!properties.has(key)) properties.set(key, meetProperty(property, a, key));
  }
  // What only one of the two says is less than is known, but right.
  if (outgrows(properties, a, b)) return a.properties.size >= b.properties.size ? a : b;
  return normalObject({
    name: a.name ?? b.name,
    properties,
    additional: meetSlots(a.additional, b.additional),
    implicit: a.implicit && b.implicit,
  });
}

function meetProperty(property: Property, other: ObjectShape, key: string): Property {
  const theirs = other.properties.get(key);
  if (theirs === property) return property;
  const type = meetSlots(property.type, theirs?.type ?? other.additional);
  const required = property.required || theirs?.required === true;
  if (type === property.type && required === property.required) return property;
  return { type, required, doc: property.doc ?? theirs?.doc };
}

/**
 * A type that holds every value of `a` that is not in `b`: drops constants, kinds and shapes that `b` covers, and keeps
 * what it covers in part.
 */
export function subtract(a: Type, b: Type): Type {
  if ((a.kinds & b.kinds) === 0) return a;
  if (a === b) return neverType;
  const kinds = a.kinds & ~(b.kinds & wholeKinds(b));
  const kept = kinds & b.kinds;
  return make(
    kinds,
    kept & Kind.number ? subtractNumbers(a.numbers, b.numbers!) : a.numbers,
    kept & Kind.string ? subtractStrings(a.strings, b.strings!) : a.strings,
    kept & Kind.array ? uncovered(a.arrays, b.arrays!, isSubArray) : a.arrays,
    kept & Kind.object ? uncovered(a.objects, b.objects!, isSubObject) : a.objects,
  );
}

/** The kinds of which a type holds every value. */
const wholeKinds = (type: Type): number =>
  Kind.null |
  Kind.boolean |
  (type.numbers === undefined ? Kind.number : 0) |
  (type.strings === undefined ? Kind.string : 0) |
  (type.arrays === undefined ? Kind.array : 0) |
  (type.objects === undefined ? Kind.object : 0);

const uncovered = <S>(from: readonly S[] | undefined, by: readonly S[], isSub: (x: S, y: S) => boolean) =>
  from?.filter((shape) => !by.some((other) => isSub(shape, other)));

function subtractNumbers(a: Numbers | undefined, b: Numbers): Numbers | undefined {
  if (a?.values === undefined) return a?.integer && b.values === undefined ? { ...a, values: new Set() } : a;
  return { ...a, values: new Set([...a.values].filter((value) => !(b.values?.has(value) ?? isWhole(value)))) };
}

function subtractStrings(a: Strings | undefined, b: Strings): Strings | undefined {
  if (a === undefined) return a;
  if (a.values !== undefined) {
    const { values } = b;
    return values === undefined ? a : { ...a, values: new Set([...a.values].filter((value) => !values.has(value))) };
  }
  const covered =
    b.values === undefined &&
    (b.format === undefined || a.format === b.format) &&
    (b.pattern === undefined || a.pattern === b.pattern);
  return covered ? { ...a, values: new Set() } : a;
}
