import { isObject } from '@parley/kernel';
import type { JsonSchema } from '../../catalog.ts';
import { valueAt } from '../../parse/pointer.ts';

/** A JSON Schema with references followed and `allOf` merged, as far as the comparison looks. */
export interface SchemaNode {
  /** JSON types; undefined when any is valid. */
  readonly types: ReadonlySet<string> | undefined;
  readonly values: readonly unknown[] | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: ReadonlySet<string>;
  /** True when other properties are refused. */
  readonly closed: boolean;
  readonly items: unknown;
  readonly others: unknown;
  readonly alternatives: readonly unknown[] | undefined;
  readonly keywords: Readonly<Record<string, unknown>>;
}

const MAX_STEPS = 32;

/** Reads a schema; `root` is where its references start. */
export function readSchema(schema: unknown, root: JsonSchema): SchemaNode {
  const plain = flatten(schema, root, MAX_STEPS);
  const { properties, items, additionalProperties: others } = plain;
  return {
    types: typesOf(plain),
    values: Array.isArray(plain.enum) ? plain.enum : Object.hasOwn(plain, 'const') ? [plain.const] : undefined,
    properties: isObject(properties) ? properties : {},
    required: new Set(Array.isArray(plain.required) ? plain.required.map(String) : []),
    closed: others === false,
    items: isObject(items) ? items : undefined,
    others: isObject(others) ? others : undefined,
    alternatives: [plain.anyOf, plain.oneOf].find(Array.isArray),
    keywords: plain,
  };
}

/** One object of keywords: references replaced, `allOf` and the usual ways to write "or null" merged. */
function flatten(schema: unknown, root: JsonSchema, steps: number): Record<string, unknown> {
  if (schema === false) return { type: [] };
  if (!isObject(schema) || steps === 0) return {};
  let own: Record<string, unknown> = { ...schema };
  if (typeof own.$ref === 'string') {
    const { $ref, ...rest } = own;
    own = merge(flatten(resolve($ref as string, root), root, steps - 1), rest);
  }
  if (Array.isArray(own.allOf)) {
    const { allOf, ...rest } = own;
    own = (allOf as unknown[]).reduce<Record<string, unknown>>(
      (merged, part) => merge(merged, flatten(part, root, steps - 1)),
      rest,
    );
  }
  return unwrapNullable(own, root, steps);
}

function resolve(reference: string, root: JsonSchema): unknown {
  if (!reference.startsWith('#')) return {};
  return reference === '#' ? root : valueAt(root, decodeURIComponent(reference.slice(1)));
}

function merge(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const properties = {
    ...(isObject(a.properties) ? a.properties : {}),
    ...(isObject(b.properties) ? b.properties : {}),
  };
  const required = [...list(a.required), ...list(b.required)];
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `anyOf: [X, { type: null }]` is X that may be null. */
function unwrapNullable(own: Record<string, unknown>, root: JsonSchema, steps: number): Record<string, unknown> {
  const key = Array.isArray(own.anyOf) ? 'anyOf' : 'oneOf';
  const parts = list(own[key]);
  const others = parts.filter((part) => !(isObject(part) && part.type === 'null'));
  const nullable = own.nullable === true || others.length < parts.length;
  let result = own;
  if (parts.length > 0 && others.length === 1) {
    const { [key]: _parts, ...rest } = own;
    result = merge(rest, flatten(others[0], root, steps - 1));
  }
  if (!nullable || result.type === undefined) return result;
  return { ...result, type: [...new Set([...(Array.isArray(result.type) ? result.type : [result.type]), 'null'])] };
}

function typesOf(schema: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  const { type } = schema;
  if (typeof type === 'string') return new Set([type]);
  if (Array.isArray(type)) return new Set(type.map(String));
  if (isObject(schema.properties)) return new Set(['object']);
  if (isObject(schema.items)) return new Set(['array']);
  return undefined;
}
