import type { JsonSchema } from '@parley/dsl';
import { isObject } from '@parley/kernel';

/** An object form of a schema, references followed and `allOf` merged one level deep. */
export interface Shape {
  readonly [keyword: string]: unknown;
}

const ANY: Shape = {};
const MAX_REFERENCES = 20;
/** Compositions inside compositions that are followed; a schema that contains itself ends here. */
const MAX_NESTING = 8;

/**
 * The shape of a schema: `$ref`s into `root` followed, `allOf` merged, of `oneOf` and `anyOf` the first branch that is
 * not null. `true` and what cannot be resolved is the empty shape, which allows everything.
 */
export function shapeOf(schema: unknown, root: unknown, depth = 0): Shape {
  let current = schema;
  for (let hop = 0; hop < MAX_REFERENCES && isObject(current) && typeof current.$ref === 'string'; hop++) {
    current = pointer(root, current.$ref);
  }
  if (!isObject(current) || depth > MAX_NESTING) return ANY;
  if (Array.isArray(current.allOf)) return mergeAll(current, current.allOf, root, depth + 1);
  const branches = current.oneOf ?? current.anyOf;
  if (Array.isArray(branches) && current.type === undefined && current.properties === undefined) {
    const shapes = branches.map((item) => shapeOf(item, root, depth + 1));
    const branch = shapes.find((shape) => shape.type !== 'null');
    return { ...branch, ...(shapes.some((shape) => shape.type === 'null') ? { nullable: true } : {}) };
  }
  return current;
}

function mergeAll(schema: Shape, parts: readonly unknown[], root: unknown, depth: number): Shape {
  const { allOf: _parts, ...own } = schema;
  const shapes = [...parts.map((part) => shapeOf(part, root, depth)), own];
  const properties = Object.fromEntries(shapes.flatMap((shape) => Object.entries(propertiesOf(shape))));
  const required = [...new Set(shapes.flatMap(requiredOf))];
  return { ...Object.fromEntries(shapes.flatMap((shape) => Object.entries(shape))), properties, required };
}

function pointer(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  let current: unknown = root;
  for (const part of reference.slice(1).split('/').filter(Boolean)) {
    const key = unescaped(part);
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/** A step of a JSON pointer in a URI fragment; one that is escaped wrongly stands for itself. */
function unescaped(part: string): string {
  let decoded = part;
  try {
    decoded = decodeURIComponent(part);
  } catch {
    // Kept as it is.
  }
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The JSON types a shape names; empty when it says nothing. */
function typesOf(shape: Shape): readonly string[] {
  const type = shape.type;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((name): name is string => typeof name === 'string');
  if (isObject(shape.properties)) return ['object'];
  if (shape.items !== undefined) return ['array'];
  const first = enumOf(shape)[0];
  return first === undefined ? [] : [typeof first];
}

/** The first type that is not null, `any` when the shape names none. */
export function typeOf(shape: Shape): string {
  return typesOf(shape).find((type) => type !== 'null') ?? 'any';
}

export function isNullable(shape: Shape): boolean {
  return shape.nullable === true || typesOf(shape).includes('null');
}

export function propertiesOf(shape: Shape): Readonly<Record<string, JsonSchema>> {
  return isObject(shape.properties) ? (shape.properties as Record<string, JsonSchema>) : {};
}

export function requiredOf(shape: Shape): readonly string[] {
  const required = shape.required;
  return Array.isArray(required) ? required.filter((name): name is string => typeof name === 'string') : [];
}

/** The values of an enumeration that are text, a `const` included. */
export function enumOf(shape: Shape): readonly string[] {
  const values = Array.isArray(shape.enum) ? shape.enum : shape.const === undefined ? [] : [shape.const];
  return values.filter((value): value is string => typeof value === 'string');
}

/** True for an amount of money: an object of `amount` and `currency`. */
export function isMoney(shape: Shape): boolean {
  const properties = propertiesOf(shape);
  return Object.hasOwn(properties, 'amount') && Object.hasOwn(properties, 'currency');
}

/** `description` of a shape, or nothing. */
export function descriptionOf(shape: Shape): string {
  return typeof shape.description === 'string' ? shape.description : '';
}
