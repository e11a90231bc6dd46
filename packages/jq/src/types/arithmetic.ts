import type { ArithmeticOperator } from '../ast.ts';
import { looseArrays } from './access.ts';
import { join, joinSlots, mergeArrays, mergeObjects, restFrom } from './join.ts';
import { overlaid } from './overlay.ts';
import {
  type ArrayShape,
  anyArrayType,
  anyObjectType,
  arrayOf,
  arrayOfShape,
  integerType,
  isBounded,
  isEmptySlot,
  Kind,
  keepKinds,
  MAX_TUPLE,
  make,
  neverType,
  nullType,
  numberConstants,
  numberType,
  type ObjectShape,
  objectOfShape,
  type Property,
  resolve,
  type Slot,
  stringType,
  type Type,
} from './type.ts';

/** The result of an operator: never if it fails for all operands. */
export interface Outcome {
  readonly type: Type;
  readonly fails: boolean;
}

/** The outcome of `left operator right`, by the rules of jq 1.8's manual. */
export function arithmetic(operator: ArithmeticOperator, left: Type, right: Type): Outcome {
  return { type: RESULTS[operator](left, right), fails: mayFail(operator, left, right) };
}

const RESULTS: Readonly<Record<ArithmeticOperator, (left: Type, right: Type) => Type>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': (left, right) => (isBoth(left, right, Kind.number) && !isZero(right) ? numberType : neverType),
};

const isBoth = (left: Type, right: Type, kind: number): boolean => (left.kinds & right.kinds & kind) !== 0;

/** True if the only number is zero. */
function isZero(type: Type): boolean {
  const values = type.numbers?.values;
  return values?.size === 1 && values.has(0);
}

/** Kinds of the right side with which the operator works for a kind of the left side. */
const PARTNERS: Readonly<Record<ArithmeticOperator, ReadonlyMap<number, number>>> = {
  '+': new Map([
    [Kind.null, Kind.all],
    [Kind.number, Kind.number | Kind.null],
    [Kind.string, Kind.string | Kind.null],
    [Kind.array, Kind.array | Kind.null],
    [Kind.object, Kind.object | Kind.null],
    [Kind.false, Kind.null],
    [Kind.true, Kind.null],
  ]),
  '-': new Map([
    [Kind.number, Kind.number],
    [Kind.array, Kind.array],
  ]),
  '*': new Map([
    [Kind.number, Kind.number | Kind.string],
    [Kind.string, Kind.number],
    [Kind.object, Kind.object],
  ]),
  '/': new Map([
    [Kind.number, Kind.number],
    [Kind.string, Kind.string],
  ]),
  '%': new Map([[Kind.number, Kind.number]]),
};

function mayFail(operator: ArithmeticOperator, left: Type, right: Type): boolean {
  if (operator === '%' && isBoth(left, right, Kind.number)) return true;
  if (operator === '/' && isBoth(left, right, Kind.number) && mayBeZero(right)) return true;
  if (operator === '*' && (left.kinds | right.kinds) & Kind.string) return true;
  const partners = PARTNERS[operator];
  for (let kind = 1; kind <= Kind.object; kind <<= 1) {
    if (left.kinds & kind && right.kinds & ~(partners.get(kind) ?? 0)) return true;
  }
  return false;
}

const mayBeZero = (type: Type): boolean => type.numbers?.values?.has(0) ?? true;

function add(left: Type, right: Type): Type {
  let result = neverType;
  if (left.kinds & Kind.null) result = right;
  if (right.kinds & Kind.null) result = join(result, left);
  if (isBoth(left, right, Kind.number)) result = join(result, numberType);
  if (isBoth(left, right, Kind.string)) result = join(result, stringType);
  if (isBoth(left, right, Kind.array)) result = join(result, concatenation(left.arrays, right.arrays));
  if (isBoth(left, right, Kind.object)) result = join(result, mergedObjects(left, right));
  return result;
}

/** `left + right` of arrays. */
function concatenation(left: readonly ArrayShape[] | undefined, right: readonly ArrayShape[] | undefined): Type {
  if (left === undefined || right === undefined) return anyArrayType;
  return arrayOfShape(concatenateShapes(left.reduce(mergeArrays), right.reduce(mergeArrays)));
}

function concatenateShapes(a: ArrayShape, b: ArrayShape): ArrayShape {
  const min = a.min + b.min;
  const fixed = isBounded(a) && a.prefix.length === a.min;
  if (fixed && a.prefix.length + b.prefix.length <= MAX_TUPLE) {
    return { prefix: [...a.prefix, ...b.prefix], rest: b.rest, min };
  }
  return { prefix: [], rest: joinSlots(restFrom(a, 0), restFrom(b, 0)), min };
}

/** `left + right` of objects: the right side's entries win. */
function mergedObjects(left: Type, right: Type): Type {
  if (left.objects === undefined || right.objects === undefined) return anyObjectType;
  if (left.objects.length * right.objects.length > 16) {
    return objectOfShape(overlay(left.objects.reduce(mergeObjects), right.objects.reduce(mergeObjects)));
  }
  let result = neverType;
  for (const a of left.objects) for (const b of right.objects) result = join(result, ofShape(overlay(a, b)));
  return result;
}

/** Overlaying never makes a required entry impossible, so the shape needs no check. */
const ofShape = (shape: ObjectShape): Type => make(Kind.object, undefined, undefined, undefined, [shape]);

type Combine = (left: Slot, right: Slot) => Slot;

/** One shape with the entries of both; `clash` gives the value where both have the key. */
function overlay(a: ObjectShape, b: ObjectShape, clash: Combine = (_, right) => right): ObjectShape {
  if (isEmptySlot(b.additional) && b.properties.size <= MAX_ADDED) return withEntries(a, b, clash);
  const properties = new Map<string, Property>();
  for (const key of new Set([...a.properties.keys(), ...b.properties.keys()])) {
    properties.set(key, overlayProperty(propertyIn(a, key), propertyIn(b, key), clash));
  }
  return {
    name: a.name === b.name ? a.name : undefined,
    properties,
    additional: joinSlots(joinSlots(a.additional, b.additional), clashOf(a.additional, b.additional, clash)),
    implicit: (a.implicit || isEmptySlot(a.additional)) && (b.implicit || isEmptySlot(b.additional)),
  };
}

/** Entries added to a shape one by one. */
const MAX_ADDED = 16;

/** The shape with the entries of a closed one; shares the other entries. */
function withEntries(a: ObjectShape, b: ObjectShape, clash: Combine): ObjectShape {
  let { properties } = a;
  for (const [key, property] of b.properties) {
    properties = overlaid(properties, key, overlayProperty(propertyIn(a, key), property, clash));
  }
  return { ...a, properties };
}

const propertyIn = (shape: ObjectShape, key: string): Property =>
  shape.properties.get(key) ?? { type: shape.additional, required: false, doc: undefined };

function overlayProperty(left: Property, right: Property, clash: Combine): Property {
  const both = clashOf(left.type, right.type, clash);
  let type = both;
  if (!right.required) type = joinSlots(type, left.type);
  if (!left.required) type = joinSlots(type, right.type);
  return { type, required: left.required || right.required, doc: right.doc ?? left.doc };
}

const clashOf = (left: Slot, right: Slot, clash: Combine): Slot =>
  isEmptySlot(left) || isEmptySlot(right) ? neverType : clash(left, right);

function subtract(left: Type, right: Type): Type {
  const numbers = isBoth(left, right, Kind.number) ? numberType : neverType;
  return isBoth(left, right, Kind.array) ? join(numbers, looseArrays(left)) : numbers;
}

function multiply(left: Type, right: Type): Type {
  let result = isBoth(left, right, Kind.number) ? numberType : neverType;
  const repeats =
    (left.kinds & Kind.string && right.kinds & Kind.number) || (left.kinds & Kind.number && right.kinds & Kind.string);
  if (repeats) result = join(result, join(stringType, nullType));
  return isBoth(left, right, Kind.object) ? join(result, deepMerge(left, right, 0)) : result;
}

/** Nested objects merged one by one; below, any object. */
const MAX_MERGE_DEPTH = 6;

/** `left * right` of objects: where both values are objects they are merged in turn, else the right one wins. */
function deepMerge(left: Type, right: Type, depth: number): Type {
  if (left.objects === undefined || right.objects === undefined || depth > MAX_MERGE_DEPTH) return anyObjectType;
  const merge: Combine = (a, b) => mergedValue(resolve(a), resolve(b), depth);
  return objectOfShape(overlay(left.objects.reduce(mergeObjects), right.objects.reduce(mergeObjects), merge));
}

function mergedValue(left: Type, right: Type, depth: number): Type {
  if (!isBoth(left, right, Kind.object)) return right;
  const replaced = left.kinds === Kind.object ? keepKinds(right, ~Kind.object) : right;
  return join(replaced, deepMerge(left, right, depth + 1));
}

function divide(left: Type, right: Type): Type {
  let result = isBoth(left, right, Kind.number) && !isZero(right) ? numberType : neverType;
  if (isBoth(left, right, Kind.string)) result = join(result, arrayOf(stringType));
  return result;
}

/** The type of `-operand` where it does not fail. */
export function negated(type: Type): Type {
  if (!(type.kinds & Kind.number)) return neverType;
  const { numbers } = type;
  if (numbers?.values !== undefined) return numberConstants([...numbers.values].map((value) => -value));
  return numbers?.integer ? integerType : numberType;
}
