/**
 * The type domain of the checker: sets of JSON values, shaped like JSON Schema.
 *
 * A type is a bit set of kinds and, for each kind, what is known beyond the kind (a facet); a missing facet means
 * "anything of that kind". Types are immutable and shared: an operation that changes nothing returns its argument, and
 * `a === b` is the fast path everywhere. Invariants:
 *
 * T1 a facet is present only if its kind bit is set, and denotes a non-empty set (emptiness shows in `kinds`).
 * T2 recursion passes through a {@link LazyType} only, so that every walk can stop there.
 * T3 objects and arrays are lists of alternatives, at most {@link MAX_VARIANTS} and {@link MAX_ARRAY_VARIANTS}.
 */

import type { Lookup } from './overlay.ts';

/** Bits of {@link Type.kinds}; each boolean has its own, so boolean constants need no facet. */
export const Kind = {
  null: 1,
  false: 2,
  true: 4,
  boolean: 6,
  number: 8,
  string: 16,
  array: 32,
  object: 64,
  all: 127,
} as const;

/** Alternatives kept apart before objects are merged into one shape. */
export const MAX_VARIANTS = 16;
/** Alternatives kept apart before arrays are merged into one shape. */
export const MAX_ARRAY_VARIANTS = 4;
/** Constants a number or string facet lists before it becomes "any". */
export const MAX_CONSTANTS = 512;
/** Properties that a shape made of two others has at most, unless one of the two has more. */
export const MAX_PROPERTIES = 1000;
/** Positions of a tuple typed one by one. */
export const MAX_TUPLE = 16;

/** Either the listed constants or, without a list, every number (every whole number if `integer`). */
export interface Numbers {
  readonly values: ReadonlySet<number> | undefined;
  readonly integer: boolean;
}

/** Either the listed constants or every string; `format` and `pattern` are names that strings carry, not tested here. */
export interface Strings {
  readonly values: ReadonlySet<string> | undefined;
  readonly format: string | undefined;
  readonly pattern: string | undefined;
}

/** `prefix[i]` at position i, `rest` beyond; at least `min` items. A `rest` of never fixes the largest length. */
export interface ArrayShape {
  readonly prefix: readonly Slot[];
  readonly rest: Slot;
  readonly min: number;
}

/** One property of an object; `doc` is the schema's description. */
export interface Property {
  readonly type: Slot;
  readonly required: boolean;
  readonly doc: string | undefined;
}

/** Known properties and the type of every other one; `additional` of never closes the object. */
export interface ObjectShape {
  readonly name: string | undefined;
  readonly properties: Lookup<Property>;
  readonly additional: Slot;
  /** Open only because the schema does not say otherwise: an unlisted property is probably a mistake. */
  readonly implicit: boolean;
}

/** A set of JSON values. Made by the functions of this folder only; compare with `isSubtype`, print with `printType`. */
export interface Type {
  readonly kinds: number;
  readonly numbers: Numbers | undefined;
  readonly strings: Strings | undefined;
  readonly arrays: readonly ArrayShape[] | undefined;
  readonly objects: readonly ObjectShape[] | undefined;
}

/** A named type computed on first use; what makes recursive schemas finite. */
export class LazyType {
  readonly name: string;
  #state: Type | (() => Type) | undefined;

  constructor(name: string, compute: () => Type) {
    this.name = name;
    this.#state = compute;
  }

  /** The type. A definition that is nothing but a reference to itself constrains nothing: unknown. */
  get(): Type {
    const state = this.#state;
    if (state === undefined) return unknownType;
    if (typeof state !== 'function') return state;
    this.#state = undefined;
    this.#state = state();
    return this.#state;
  }

  /** True while the type is being computed: whoever asks now must not rely on the answer. */
  get isComputing(): boolean {
    return this.#state === undefined;
  }

  /** The type if it was computed already. */
  peek(): Type | undefined {
    return typeof this.#state === 'object' ? this.#state : undefined;
  }
}

/** Where a type is stored inside another one. */
export type Slot = Type | LazyType;

/** The type a slot stands for. */
export const resolve = (slot: Slot): Type => (slot instanceof LazyType ? slot.get() : slot);

/** A type of these parts; drops facets that say nothing and kinds whose facet is empty (T1). */
export function make(
  kinds: number,
  numbers?: Numbers,
  strings?: Strings,
  arrays?: readonly ArrayShape[],
  objects?: readonly ObjectShape[],
): Type {
  if (numbers?.values?.size === 0) kinds &= ~Kind.number;
  if (strings?.values?.size === 0) kinds &= ~Kind.string;
  if (arrays?.length === 0) kinds &= ~Kind.array;
  if (objects?.length === 0) kinds &= ~Kind.object;
  return {
    kinds,
    numbers: kinds & Kind.number ? numbers : undefined,
    strings: kinds & Kind.string ? strings : undefined,
    arrays: kinds & Kind.array ? arrays : undefined,
    objects: kinds & Kind.object ? objects : undefined,
  };
}

/** No value at all. */
export const neverType: Type = make(0);
/** Any value. */
export const unknownType: Type = make(Kind.all);
export const nullType: Type = make(Kind.null);
export const falseType: Type = make(Kind.false);
export const trueType: Type = make(Kind.true);
export const booleanType: Type = make(Kind.boolean);
export const numberType: Type = make(Kind.number);
export const integerType: Type = make(Kind.number, { values: undefined, integer: true });
export const stringType: Type = make(Kind.string);
export const anyArrayType: Type = make(Kind.array);
export const anyObjectType: Type = make(Kind.object);

/** True if no value has the type. */
export const isNever = (type: Type): boolean => type.kinds === 0;

/** True if the slot is known to be empty without computing anything. */
export function isEmptySlot(slot: Slot): boolean {
  const type = slot instanceof LazyType ? slot.peek() : slot;
  return type !== undefined && type.kinds === 0;
}

/** Whole numbers, and the infinities, which jq prints as whole numbers. */
export const isWhole = (value: number): boolean => Number.isInteger(value) || value === Infinity || value === -Infinity;

/** The listed numbers; NaN has no constant because it equals nothing. */
export function numberConstants(values: Iterable<number>): Type {
  const set = new Set(values);
  if (set.size > MAX_CONSTANTS || set.has(Number.NaN)) return numberType;
  return make(Kind.number, { values: set, integer: [...set].every(isWhole) });
}

/** The listed strings. */
export function stringConstants(values: Iterable<string>): Type {
  const set = new Set(values);
  return set.size > MAX_CONSTANTS ? stringType : make(Kind.string, undefined, constantStrings(set));
}

const constantStrings = (values: ReadonlySet<string>): Strings => ({ values, format: undefined, pattern: undefined });

/** A string constant; the short way for one value. */
export const stringConstant = (value: string): Type => make(Kind.string, undefined, constantStrings(new Set([value])));

/** A number constant; the short way for one value. */
export const numberConstant = (value: number): Type =>
  Number.isNaN(value) ? numberType : make(Kind.number, { values: new Set([value]), integer: isWhole(value) });

/** Every string that carries the format or pattern. */
export const stringWith = (format: string | undefined, pattern: string | undefined): Type =>
  format === undefined && pattern === undefined
    ? stringType
    : make(Kind.string, undefined, { values: undefined, format, pattern });

/** Arrays of this shape; never if a required item can not exist. */
export function arrayOfShape(shape: ArrayShape): Type {
  const normal = normalArray(shape);
  return normal === undefined ? neverType : make(Kind.array, undefined, undefined, [normal]);
}

/** Arrays whose items all have the type. */
export const arrayOf = (item: Slot, min = 0): Type => arrayOfShape({ prefix: [], rest: item, min });

/** The shape with impossible optional positions cut off; undefined if no array has it. */
export function normalArray(shape: ArrayShape): ArrayShape | undefined {
  const dead = shape.prefix.findIndex(isEmptySlot);
  if (dead >= 0) {
    return dead < shape.min ? undefined : { prefix: shape.prefix.slice(0, dead), rest: neverType, min: shape.min };
  }
  if (shape.min > shape.prefix.length && isEmptySlot(shape.rest)) return undefined;
  return shape;
}

/** Objects of this shape; never if a required property can not exist. */
export function objectOfShape(shape: ObjectShape): Type {
  const normal = normalObject(shape);
  return normal === undefined ? neverType : make(Kind.object, undefined, undefined, undefined, [normal]);
}

/** The shape without impossible properties that a closed object excludes anyway; undefined if no object has it. */
export function normalObject(shape: ObjectShape): ObjectShape | undefined {
  let dead = false;
  for (const property of shape.properties.values()) {
    if (!isEmptySlot(property.type)) continue;
    if (property.required) return undefined;
    dead = true;
  }
  if (!dead || !isEmptySlot(shape.additional)) return shape;
  const properties = new Map([...shape.properties].filter(([, property]) => !isEmptySlot(property.type)));
  return { ...shape, properties };
}

/** A closed object with these required properties. */
export function closedObject(entries: Iterable<readonly [string, Slot]>): Type {
  const properties = new Map<string, Property>();
  for (const [key, type] of entries) properties.set(key, { type, required: true, doc: undefined });
  return objectOfShape({ name: undefined, properties, additional: neverType, implicit: false });
}

/** An object with any keys whose values have the type. */
export const recordOf = (value: Slot): Type =>
  objectOfShape({ name: undefined, properties: new Map(), additional: value, implicit: false });

/** The type with only the kinds of `mask` kept. */
export function keepKinds(type: Type, mask: number): Type {
  const kinds = type.kinds & mask;
  if (kinds === type.kinds) return type;
  return make(kinds, type.numbers, type.strings, type.arrays, type.objects);
}

/** The type at a position of an array shape, if there is such an item. */
export const itemAt = (shape: ArrayShape, position: number): Slot => shape.prefix[position] ?? shape.rest;

/** True if the shape fixes the largest length. */
export const isBounded = (shape: ArrayShape): boolean => isEmptySlot(shape.rest);
