import type { Expression } from '../ast.ts';
import { join } from './join.ts';
import { overlaid } from './overlay.ts';
import {
  anyObjectType,
  isEmptySlot,
  isNever,
  Kind,
  keepKinds,
  make,
  neverType,
  nullType,
  type ObjectShape,
  type Property,
  resolve,
  type Type,
  unknownType,
} from './type.ts';

/** A place that a condition speaks about: steps from `.` or from a variable. */
export interface Place {
  /** Name of the variable; undefined for `.` */
  readonly variable: string | undefined;
  readonly steps: readonly (string | number)[];
}

/** `.` */
export const INPUT: Place = { variable: undefined, steps: [] };

/** The place an expression reads, if it reads one and does nothing else. */
export function placeOf(node: Expression): Place | undefined {
  switch (node.kind) {
    case 'identity':
      return INPUT;
    case 'variable':
      return { variable: node.name, steps: [] };
    case 'index': {
      const { key } = node;
      if (key.kind !== 'literal' || (typeof key.value !== 'string' && typeof key.value !== 'number')) return undefined;
      return extended(placeOf(node.target), [key.value]);
    }
    case 'try':
      return node.handler === null ? placeOf(node.body) : undefined;
    case 'pipe': {
      const right = placeOf(node.right);
      if (right === undefined || right.variable !== undefined) return right;
      return extended(placeOf(node.left), right.steps);
    }
    default:
      return undefined;
  }
}

const extended = (place: Place | undefined, steps: Place['steps']): Place | undefined =>
  place === undefined ? undefined : { variable: place.variable, steps: [...place.steps, ...steps] };

/**
 * The values of a type for which the part at some steps can be read and lies within `narrow` of its type. What the
 * domain can not express is kept.
 */
export function narrowAt(type: Type, steps: Place['steps'], narrow: (part: Type) => Type, from = 0): Type {
  if (from === steps.length) return narrow(type);
  const step = steps[from]!;
  const inner = (part: Type): Type => narrowAt(part, steps, narrow, from + 1);
  const nulls = type.kinds & Kind.null && !isNever(inner(nullType)) ? nullType : neverType;
  if (typeof step === 'number') return join(nulls, keepKinds(type, Kind.array));
  return join(nulls, narrowProperty(type, step, inner));
}

function narrowProperty(type: Type, name: string, inner: (part: Type) => Type): Type {
  if (!(type.kinds & Kind.object)) return neverType;
  const shapes = type.objects ?? OPEN;
  const narrowed: ObjectShape[] = [];
  for (const shape of shapes) {
    const kept = narrowShape(shape, name, inner);
    if (kept !== undefined) narrowed.push(kept);
  }
  const unchanged = narrowed.length === shapes.length && narrowed.every((shape, i) => shape === shapes[i]);
  if (unchanged) return type.objects === undefined ? anyObjectType : keepKinds(type, Kind.object);
  return make(Kind.object, undefined, undefined, undefined, narrowed);
}

const OPEN: readonly ObjectShape[] = [
  { name: undefined, properties: new Map(), additional: unknownType, implicit: false },
];

function narrowShape(shape: ObjectShape, name: string, inner: (part: Type) => Type): ObjectShape | undefined {
  const property = shape.properties.get(name);
  const before = resolve(property?.type ?? shape.additional);
  const present = isNever(before) ? before : inner(before);
  const mayLack = property?.required !== true && !isNever(inner(nullType));
  if (isNever(present) && !mayLack) return undefined;
  const required = !mayLack;
  if (present === before && required === (property?.required ?? false)) return shape;
  return withProperty(shape, name, { type: present, required, doc: property?.doc });
}

/** The shape with one property replaced or added; undefined if no object has it. */
export function withProperty(shape: ObjectShape, name: string, property: Property): ObjectShape | undefined {
  const isGone = isEmptySlot(property.type);
  if (isGone && property.required) return undefined;
  const entry = isGone && isEmptySlot(shape.additional) ? undefined : property;
  return { ...shape, properties: overlaid(shape.properties, name, entry) };
}

/** The objects of a type that have the key, or lack it. */
export function narrowByKey(type: Type, name: string, has: boolean): Type {
  const others = keepKinds(type, Kind.array);
  if (!(type.kinds & Kind.object)) return others;
  const shapes: ObjectShape[] = [];
  for (const shape of type.objects ?? OPEN) {
    const kept = has ? shapeWith(shape, name) : shapeWithout(shape, name);
    if (kept !== undefined) shapes.push(kept);
  }
  return join(others, make(Kind.object, undefined, undefined, undefined, shapes));
}

function shapeWith(shape: ObjectShape, name: string): ObjectShape | undefined {
  const property = shape.properties.get(name);
  if (property?.required) return shape;
  const type = property?.type ?? shape.additional;
  return isEmptySlot(type) ? undefined : withProperty(shape, name, { type, required: true, doc: property?.doc });
}

function shapeWithout(shape: ObjectShape, name: string): ObjectShape | undefined {
  const property = shape.properties.get(name);
  if (property?.required) return undefined;
  if (property === undefined && isEmptySlot(shape.additional)) return shape;
  return withProperty(shape, name, { type: neverType, required: false, doc: property?.doc });
}
