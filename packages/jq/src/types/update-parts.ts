import { INDEXED, ITERABLE, itemOf, itemsOf, itemsOfShape, KEYED, sliceOf, valuesOfShape } from './access.ts';
import { join, joinAll } from './join.ts';
import { withProperty } from './narrow.ts';
import {
  type ArrayShape,
  anyArrayType,
  arrayOf,
  arrayOfShape,
  closedObject,
  isBounded,
  isEmptySlot,
  isNever,
  Kind,
  keepKinds,
  make,
  neverType,
  nullType,
  type ObjectShape,
  objectOfShape,
  type Property,
  recordOf,
  resolve,
  type Type,
  unknownType,
} from './type.ts';

/** What a part becomes: its new type, or it is deleted, or it stays as it was (absent, if it was). */
export interface Changed {
  readonly type: Type;
  readonly mayDelete: boolean;
  readonly mayStay: boolean;
}

/** How a part of some type changes. */
export type Change = (old: Type) => Changed;

/** The type after `.name` of each value has changed; `isOptional` keeps the values that have no properties. */
export function changeProperty(type: Type, name: string, change: Change, isOptional: boolean): Type {
  let result = isOptional ? keepKinds(type, ~KEYED) : neverType;
  if (type.kinds & Kind.null) {
    const changed = change(nullType);
    if (changed.mayDelete || changed.mayStay) result = join(result, nullType);
    if (!isNever(changed.type)) result = join(result, closedObject([[name, changed.type]]));
  }
  if (!(type.kinds & Kind.object)) return result;
  for (const shape of type.objects ?? OPEN) {
    const changed = changeInShape(shape, name, change);
    if (changed !== undefined) result = join(result, make(Kind.object, undefined, undefined, undefined, [changed]));
  }
  return result;
}

const OPEN: readonly ObjectShape[] = [
  { name: undefined, properties: new Map(), additional: unknownType, implicit: false },
];

function changeInShape(shape: ObjectShape, name: string, change: Change): ObjectShape | undefined {
  const property = shape.properties.get(name);
  const present = resolve(property?.type ?? shape.additional);
  const changed = change(property?.required ? present : join(present, nullType));
  if (isNever(changed.type) && !changed.mayDelete) return undefined;
  const required = !changed.mayDelete && (property?.required === true || !changed.mayStay);
  return withProperty(shape, name, { type: changed.type, required, doc: property?.doc });
}

/** The type after `.[index]` has changed. */
export function changeItem(type: Type, index: number, change: Change, isOptional: boolean): Type {
  let result = isOptional ? keepKinds(type, ~INDEXED) : neverType;
  if (type.kinds & Kind.null) {
    const changed = change(nullType);
    if (changed.mayDelete || changed.mayStay) result = join(result, nullType);
    if (!isNever(changed.type) && index >= 0) result = join(result, padded(changed.type, index));
  }
  if (!(type.kinds & Kind.array)) return result;
  if (type.arrays === undefined) {
    change(unknownType);
    return join(result, anyArrayType);
  }
  return joinAll([result, ...type.arrays.map((shape) => changeInArray(shape, index, change))]);
}

/** An array that was grown to have an item at the index. */
const padded = (item: Type, index: number): Type =>
  arrayOf(index === 0 ? item : join(item, nullType), Math.min(Math.floor(index) + 1, Number.MAX_SAFE_INTEGER));

function changeInArray(shape: ArrayShape, index: number, change: Change): Type {
  const changed = change(itemOf(arrayOfShape(shape), index));
  if (isNever(changed.type) && !changed.mayDelete) return neverType;
  const isInside = Number.isInteger(index) && index >= 0 && index < shape.min && index < shape.prefix.length;
  if (isInside && !changed.mayDelete) {
    return arrayOfShape({ ...shape, prefix: shape.prefix.with(index, changed.type) });
  }
  const grows = index >= shape.min && !isNever(changed.type) ? nullType : neverType;
  const items = joinAll([itemsOfShape(shape), changed.type, grows]);
  return arrayOf(items, changed.mayDelete ? Math.max(0, shape.min - 1) : shape.min);
}

/** The type after any one property or item has changed. */
export function changeSome(type: Type, key: Type, change: Change): Type {
  let result = neverType;
  if (key.kinds & Kind.string) result = join(result, changeSomeProperty(type, change));
  if (key.kinds & ~Kind.string) result = join(result, changeSomeItem(type, key, change));
  return result;
}

function changeSomeProperty(type: Type, change: Change): Type {
  let result = neverType;
  if (type.kinds & Kind.null) {
    const { type: value } = change(nullType);
    result = join(nullType, isNever(value) ? neverType : recordOf(value));
  }
  if (!(type.kinds & Kind.object)) return result;
  for (const shape of type.objects ?? OPEN) {
    const changed = change(join(valuesOfShape(shape), nullType));
    result = join(
      result,
      objectOfShape(mapShape(shape, (old) => join(old, changed.type), changed.mayDelete, changed.type)),
    );
  }
  return result;
}

/** The shape with each value type mapped; `extra` is the type of keys that may be new. */
function mapShape(shape: ObjectShape, map: (old: Type) => Type, mayDelete: boolean, extra: Type): ObjectShape {
  const properties = new Map<string, Property>();
  for (const [name, { type, required, doc }] of shape.properties) {
    properties.set(name, { type: map(resolve(type)), required: required && !mayDelete, doc });
  }
  const additional = isEmptySlot(shape.additional) ? extra : join(map(resolve(shape.additional)), extra);
  return { ...shape, properties, additional };
}

function changeSomeItem(type: Type, key: Type, change: Change): Type {
  let result = type.kinds & Kind.null ? nullType : neverType;
  const items = join(itemsOf(type), nullType);
  const changed = change(key.kinds & ~Kind.number ? unknownType : items);
  const touched = key.kinds & ~Kind.number ? unknownType : joinAll([items, changed.type]);
  if (type.kinds & INDEXED) result = join(result, arrayOf(touched));
  return result;
}

/** The type after a slice has been replaced by the items of another array. */
export function changeSlice(type: Type, change: Change): Type {
  const changed = change(sliceOf(type));
  const { kinds } = type;
  let result = changed.mayStay ? keepKinds(type, Kind.string) : neverType;
  if (kinds & Kind.null && (changed.mayDelete || changed.mayStay)) result = join(result, nullType);
  return kinds & INDEXED ? join(result, arrayOf(join(itemsOf(type), itemsOf(changed.type)))) : result;
}

/** Properties changed one by one; beyond, all alike. */
const MAX_APART = 12;

/** The type after every element has changed. */
export function changeElements(type: Type, change: Change, isOptional: boolean): Type {
  let result = isOptional ? keepKinds(type, ~ITERABLE) : neverType;
  if (type.kinds & Kind.array) {
    for (const shape of type.arrays ?? [ANY_ITEMS]) result = join(result, changeItems(shape, change));
  }
  if (!(type.kinds & Kind.object)) return result;
  for (const shape of type.objects ?? OPEN) result = join(result, changeValues(shape, change));
  return result;
}

const ANY_ITEMS: ArrayShape = { prefix: [], rest: unknownType, min: 0 };

function changeItems(shape: ArrayShape, change: Change): Type {
  let mayDelete = false;
  const changeOne = (old: Type): Type => {
    if (isNever(old)) return neverType;
    const changed = change(old);
    mayDelete ||= changed.mayDelete;
    return changed.type;
  };
  const prefix = shape.prefix.map((slot) => changeOne(resolve(slot)));
  const rest = isBounded(shape) ? neverType : changeOne(resolve(shape.rest));
  if (!mayDelete) return arrayOfShape({ prefix, rest, min: shape.min });
  return arrayOf(joinAll([...prefix, rest]));
}

function changeValues(shape: ObjectShape, change: Change): Type {
  let mayDelete = false;
  let common: Changed | undefined;
  const isLarge = shape.properties.size > MAX_APART;
  const changeOne = (old: Type): Type => {
    if (isNever(old)) return neverType;
    common ??= isLarge ? change(valuesOfShape(shape)) : undefined;
    const changed = common ?? change(old);
    mayDelete ||= changed.mayDelete;
    return changed.type;
  };
  const changed = mapShape(shape, changeOne, false, neverType);
  if (!mayDelete) return objectOfShape(changed);
  return objectOfShape(mapShape(changed, (type) => type, true, neverType));
}
