import { onSlots } from './pair-memo.ts';
import { isSubArray, isSubObject } from './subtype.ts';
import {
  type ArrayShape,
  arrayOfShape,
  isEmptySlot,
  isNever,
  itemAt,
  MAX_ARRAY_VARIANTS,
  MAX_CONSTANTS,
  MAX_PROPERTIES,
  MAX_TUPLE,
  MAX_VARIANTS,
  make,
  type Numbers,
  neverType,
  type ObjectShape,
  type Property,
  type Slot,
  type Strings,
  type Type,
  unknownType,
} from './type.ts';

/** The smallest type of the domain that holds both (nearly: beyond the variant limits shapes are merged). */
export function join(a: Type, b: Type): Type {
  if (a === b || isNever(b)) return a;
  if (isNever(a)) return b;
  const numbers = joinFacet(a, b, a.numbers, b.numbers, 8, joinNumbers);
  const strings = joinFacet(a, b, a.strings, b.strings, 16, joinStrings);
  const arrays = joinFacet(a, b, a.arrays, b.arrays, 32, joinArrays);
  const objects = joinFacet(a, b, a.objects, b.objects, 64, joinObjects);
  const kinds = a.kinds | b.kinds;
  if (kinds === a.kinds && isMadeOf(a, numbers, strings, arrays, objects)) return a;
  if (kinds === b.kinds && isMadeOf(b, numbers, strings, arrays, objects)) return b;
  return make(kinds, numbers, strings, arrays, objects);
}

function isMadeOf(
  type: Type,
  numbers: Numbers | undefined,
  strings: Strings | undefined,
  arrays: readonly ArrayShape[] | undefined,
  objects: readonly ObjectShape[] | undefined,
): boolean {
  return type.numbers === numbers && type.strings === strings && type.arrays === arrays && type.objects === objects;
}

/** The facet of a join: of the side that has the kind, or of both combined unless one says "any". */
function joinFacet<F>(
  a: Type,
  b: Type,
  left: F | undefined,
  right: F | undefined,
  bit: number,
  combine: (left: F, right: F) => F | undefined,
): F | undefined {
  if (!(b.kinds & bit)) return left;
  if (!(a.kinds & bit)) return right;
  if (left === right || left === undefined || right === undefined) return left === right ? left : undefined;
  return combine(left, right);
}

/** {@link join} of many. */
export function joinAll(types: Iterable<Type>): Type {
  let result = neverType;
  for (const type of types) result = join(result, type);
  return result;
}

/** {@link join} of slots; stays lazy where a side is. */
export const joinSlots: (a: Slot, b: Slot) => Slot = (a, b) =>
  a === b || isEmptySlot(b) ? a : isEmptySlot(a) ? b : joinLazily(a, b);

const joinLazily = onSlots(join, ' | ');

function joinNumbers(a: Numbers, b: Numbers): Numbers | undefined {
  if (a.values !== undefined && b.values !== undefined) {
    const values = unionOf(a.values, b.values);
    if (values === a.values) return a;
    if (values === b.values) return b;
    if (values.size <= MAX_CONSTANTS) return { values, integer: a.integer && b.integer };
  }
  if (!a.integer || !b.integer) return undefined;
  if (a.values === undefined) return a;
  return b.values === undefined ? b : { values: undefined, integer: true };
}

function joinStrings(a: Strings, b: Strings): Strings | undefined {
  if (a.values !== undefined && b.values !== undefined) {
    const values = unionOf(a.values, b.values);
    if (values === a.values) return a;
    if (values === b.values) return b;
    return values.size <= MAX_CONSTANTS ? { values, format: undefined, pattern: undefined } : undefined;
  }
  const format = a.format === b.format ? a.format : undefined;
  const pattern = a.pattern === b.pattern ? a.pattern : undefined;
  return format === undefined && pattern === undefined ? undefined : { values: undefined, format, pattern };
}

function unionOf<V>(a: ReadonlySet<V>, b: ReadonlySet<V>): ReadonlySet<V> {
  const [large, small] = a.size >= b.size ? [a, b] : [b, a];
  let result: Set<V> | undefined;
  for (const value of small) {
    if (large.has(value)) continue;
    result ??= new Set(a);
    result.add(value);
  }
  if (result === undefined) return large;
  for (const value of b) result.add(value);
  return result;
}

function joinArrays(a: readonly ArrayShape[], b: readonly ArrayShape[]): readonly ArrayShape[] {
  return unionOfShapes(a, b, isSubArray, mergeArrays, MAX_ARRAY_VARIANTS);
}

function joinObjects(a: readonly ObjectShape[], b: readonly ObjectShape[]): readonly ObjectShape[] {
  return unionOfShapes(a, b, isSubObject, mergeObjects, MAX_VARIANTS);
}

/** Both lists without shapes that another one covers; merged into one shape when they are too many. */
function unionOfShapes<S>(
  a: readonly S[],
  b: readonly S[],
  isSub: (x: S, y: S) => boolean,
  merge: (x: S, y: S) => S,
  limit: number,
): readonly S[] {
  const added = b.filter((shape) => !a.some((other) => other === shape || isSub(shape, other)));
  if (added.length === 0) return a;
  const kept = a.filter((shape) => !added.some((other) => isSub(shape, other)));
  if (kept.length === 0 && added.length === b.length) return b;
  const all = [...kept, ...added];
  return all.length <= limit ? all : [all.reduce(merge)];
}

/** One shape that covers both arrays. */
export function mergeArrays(a: ArrayShape, b: ArrayShape): ArrayShape {
  const length = Math.min(MAX_TUPLE, Math.max(a.prefix.length, b.prefix.length));
  const prefix = Array.from({ length }, (_, position) => joinSlots(itemAt(a, position), itemAt(b, position)));
  return { prefix, rest: joinSlots(restFrom(a, length), restFrom(b, length)), min: Math.min(a.min, b.min) };
}

/** The type of every item at or beyond a position. */
export function restFrom(shape: ArrayShape, position: number): Slot {
  let result = shape.rest;
  for (let i = position; i < shape.prefix.length; i += 1) result = joinSlots(result, shape.prefix[i]!);
  return result;
}

/** One shape that covers both objects. */
export function mergeObjects(a: ObjectShape, b: ObjectShape): ObjectShape {
  if (a === b) return a;
  const properties = new Map<string, Property>();
  for (const [key, property] of a.properties) properties.set(key, mergeProperty(property, b, key));
  for (const [key, property] of b.properties) {
    if (!a.properties.has(key)) properties.set(key, mergeProperty(property, a, key));
  }
  if (outgrows(properties, a, b)) return ANY_OBJECT;
  const implicit = (a.implicit || isEmptySlot(a.additional)) && (b.implicit || isEmptySlot(b.additional));
  return {
    name: a.name === b.name ? a.name : undefined,
    properties,
    additional: joinSlots(a.additional, b.additional),
    implicit: implicit && (a.implicit || b.implicit),
  };
}

const ANY_OBJECT: ObjectShape = {
  name: undefined,
  properties: new Map(),
  additional: unknownType,
  implicit: false,
};

/** True where combining shapes again and again would take ever longer. */
export function outgrows({ size }: ReadonlyMap<string, Property>, a: ObjectShape, b: ObjectShape): boolean {
  return size > MAX_PROPERTIES && size > a.properties.size && size > b.properties.size;
}

function mergeProperty(property: Property, other: ObjectShape, key: string): Property {
  const theirs = other.properties.get(key);
  if (theirs === property) return property;
  const type = joinSlots(property.type, theirs?.type ?? other.additional);
  const required = property.required && theirs?.required === true;
  if (type === property.type && required === property.required) return property;
  return { type, required, doc: property.doc ?? theirs?.doc };
}

/** Arrays of exactly these items; beyond {@link MAX_TUPLE} positions the rest is one joined type. */
export function tupleOf(items: readonly Slot[]): Type {
  const rest = items.slice(MAX_TUPLE).reduce<Slot>(joinSlots, neverType);
  return arrayOfShape({ prefix: items.slice(0, MAX_TUPLE), rest, min: items.length });
}
