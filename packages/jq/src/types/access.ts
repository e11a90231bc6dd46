import { join, joinAll, joinSlots } from './join.ts';
import {
  type ArrayShape,
  arrayOfShape,
  integerType,
  isBounded,
  isEmptySlot,
  Kind,
  keepKinds,
  neverType,
  nullType,
  type ObjectShape,
  resolve,
  stringConstants,
  stringType,
  type Type,
  unknownType,
} from './type.ts';

/** Kinds that `.name` takes. */
export const KEYED = Kind.object | Kind.null;
/** Kinds that `.[0]` takes. */
export const INDEXED = Kind.array | Kind.null;
/** Kinds that `.[]` takes. */
export const ITERABLE = Kind.array | Kind.object;
/** Kinds that `.[a:b]` takes. */
export const SLICEABLE = Kind.array | Kind.string | Kind.null;

/** The type of `.key` where it does not fail. */
export function propertyOf(type: Type, key: string): Type {
  let result = type.kinds & Kind.null ? nullType : neverType;
  if (!(type.kinds & Kind.object)) return result;
  if (type.objects === undefined) return unknownType;
  for (const shape of type.objects) result = join(result, propertyOfShape(shape, key));
  return result;
}

function propertyOfShape(shape: ObjectShape, key: string): Type {
  const property = shape.properties.get(key);
  if (property === undefined) return join(resolve(shape.additional), nullType);
  const type = resolve(property.type);
  return property.required ? type : join(type, nullType);
}

/** The type of `.[index]` where it does not fail; without an index, of any item or null. */
export function itemOf(type: Type, index: number | undefined): Type {
  let result = type.kinds & Kind.null ? nullType : neverType;
  if (!(type.kinds & Kind.array)) return result;
  if (type.arrays === undefined) return unknownType;
  for (const shape of type.arrays) result = join(result, itemOfShape(shape, index));
  return result;
}

function itemOfShape(shape: ArrayShape, index: number | undefined): Type {
  if (index === undefined || !Number.isInteger(index)) return join(itemsOfShape(shape), nullType);
  if (index >= 0) return fromStart(shape, index);
  if (!isBounded(shape) || shape.prefix.length !== shape.min) {
    const item = itemsOfShape(shape);
    return shape.min >= -index ? item : join(item, nullType);
  }
  return fromStart(shape, shape.min + index);
}

function fromStart(shape: ArrayShape, position: number): Type {
  const slot = position < 0 ? neverType : (shape.prefix[position] ?? shape.rest);
  return position < shape.min && position >= 0 ? resolve(slot) : join(resolve(slot), nullType);
}

/** The type of each item of an array shape. */
export function itemsOfShape(shape: ArrayShape): Type {
  if (shape.prefix.length === 0) return resolve(shape.rest);
  return join(joinAll(shape.prefix.map(resolve)), resolve(shape.rest));
}

const VALUES = new WeakMap<ObjectShape, Type>();

/** The type of each value of an object shape. */
export function valuesOfShape(shape: ObjectShape): Type {
  const known = VALUES.get(shape);
  if (known !== undefined) return known;
  let result = resolve(shape.additional);
  for (const { type } of shape.properties.values()) result = join(result, resolve(type));
  VALUES.set(shape, result);
  return result;
}

/** The type of each item of the arrays of a type. */
export function itemsOf(type: Type): Type {
  if (!(type.kinds & Kind.array)) return neverType;
  return type.arrays === undefined ? unknownType : joinAll(type.arrays.map(itemsOfShape));
}

/** The type of each value of the objects of a type. */
export function valuesOf(type: Type): Type {
  if (!(type.kinds & Kind.object)) return neverType;
  return type.objects === undefined ? unknownType : joinAll(type.objects.map(valuesOfShape));
}

/** The type of each output of `.[]` where it does not fail. */
export const elementsOf = (type: Type): Type => join(itemsOf(type), valuesOf(type));

/** True if every array and object of the type has at least one item. */
export function hasElements(type: Type): boolean {
  const arrays = !(type.kinds & Kind.array) || (type.arrays?.every((shape) => shape.min > 0) ?? false);
  return arrays && (!(type.kinds & Kind.object) || (type.objects?.every(hasRequired) ?? false));
}

function hasRequired(shape: ObjectShape): boolean {
  for (const property of shape.properties.values()) if (property.required) return true;
  return false;
}

/** The type of `.[a:b]` where it does not fail; what the bounds cut is not followed. */
export function sliceOf(type: Type): Type {
  let result = type.kinds & Kind.null ? nullType : neverType;
  if (type.kinds & Kind.string) result = join(result, stringType);
  if (type.kinds & Kind.array) result = join(result, looseArrays(type));
  return result;
}

/** The arrays of a type with any number of items in any order. */
export function looseArrays(type: Type, keepMin = false): Type {
  if (type.arrays === undefined) return keepKinds(type, Kind.array);
  return joinAll(
    type.arrays.map((shape) => {
      const rest = shape.prefix.reduce(joinSlots, shape.rest);
      return arrayOfShape({ prefix: [], rest, min: keepMin ? shape.min : 0 });
    }),
  );
}

/** The type of each key of the arrays and objects of a type. */
export function keysOf(type: Type): Type {
  const indices = type.kinds & Kind.array ? integerType : neverType;
  return type.kinds & Kind.object ? join(indices, namesOf(type)) : indices;
}

function namesOf(type: Type): Type {
  if (type.objects === undefined || !type.objects.every((shape) => isEmptySlot(shape.additional))) return stringType;
  return stringConstants(type.objects.flatMap((shape) => [...shape.properties.keys()]));
}
