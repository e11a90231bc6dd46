import { joinAll, tupleOf } from './join.ts';
import {
  type ArrayShape,
  closedObject,
  falseType,
  isWhole,
  itemAt,
  Kind,
  nullType,
  numberConstant,
  numberType,
  type ObjectShape,
  resolve,
  type Slot,
  stringConstant,
  stringConstants,
  type Type,
  trueType,
  unknownType,
} from './type.ts';

/** Values nested deeper are not described further. */
const MAX_DEPTH = 32;

/** The type that holds just this JSON value (beyond the limits of tuples and depth: a wider one). */
export function typeOfValue(value: unknown, depth = 0): Type {
  if (value === null || value === undefined) return nullType;
  if (value === true) return trueType;
  if (value === false) return falseType;
  if (typeof value === 'number') return Number.isNaN(value) ? numberType : numberConstant(value);
  if (typeof value === 'string') return stringConstant(value);
  if (depth >= MAX_DEPTH || typeof value !== 'object') return unknownType;
  if (Array.isArray(value)) return tupleOf(value.map((item) => typeOfValue(item, depth + 1)));
  return closedObject(Object.entries(value).map(([key, item]) => [key, typeOfValue(item, depth + 1)]));
}

/** The type that holds just these JSON values. */
export function typeOfValues(values: readonly unknown[]): Type {
  if (values.every((value) => typeof value === 'string')) return stringConstants(values);
  return joinAll(values.map((value) => typeOfValue(value)));
}

/** True if the type holds the JSON value. Formats and patterns are names and not tested. */
export function hasValue(type: Type, value: unknown): boolean {
  if (value === null || value === undefined) return (type.kinds & Kind.null) !== 0;
  switch (typeof value) {
    case 'boolean':
      return (type.kinds & (value ? Kind.true : Kind.false)) !== 0;
    case 'number':
      return hasNumber(type, value);
    case 'string':
      return (type.kinds & Kind.string) !== 0 && (type.strings?.values?.has(value) ?? true);
    default:
      return Array.isArray(value) ? hasArray(type, value) : hasObject(type, value);
  }
}

function hasNumber(type: Type, value: number): boolean {
  if (!(type.kinds & Kind.number)) return false;
  if (type.numbers === undefined) return true;
  return type.numbers.values?.has(value) ?? (!type.numbers.integer || isWhole(value));
}

const slotHas = (slot: Slot, value: unknown): boolean => hasValue(resolve(slot), value);

function hasArray(type: Type, value: readonly unknown[]): boolean {
  if (!(type.kinds & Kind.array)) return false;
  return type.arrays?.some((shape) => shapeHasArray(shape, value)) ?? true;
}

const shapeHasArray = (shape: ArrayShape, value: readonly unknown[]): boolean =>
  value.length >= shape.min && value.every((item, position) => slotHas(itemAt(shape, position), item));

function hasObject(type: Type, value: object): boolean {
  if (!(type.kinds & Kind.object)) return false;
  return type.objects?.some((shape) => shapeHasObject(shape, value)) ?? true;
}

function shapeHasObject(shape: ObjectShape, value: object): boolean {
  for (const [key, property] of shape.properties) {
    if (property.required && !Object.hasOwn(value, key)) return false;
  }
  return Object.entries(value).every(([key, item]) =>
    slotHas(shape.properties.get(key)?.type ?? shape.additional, item),
  );
}
