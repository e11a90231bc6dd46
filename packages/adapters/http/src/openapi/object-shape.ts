import type { JsonSchema } from '@parley/dsl';
import { isObject } from '@parley/kernel';

/** An object schema whose properties are known. */
export interface ObjectShape {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
  readonly additionalProperties?: JsonSchema;
}

/**
 * What a converted schema says of an object's properties, through `allOf` (all of them) and `oneOf`/`anyOf` (any of
 * them; required is what every alternative requires). Undefined when it can be anything but an object.
 */
export function objectShape(schema: JsonSchema): ObjectShape | undefined {
  if (!isObject(schema) || typeof schema.$ref === 'string') return undefined;
  if (schema.type !== undefined && schema.type !== 'object') return undefined;
  const own = isObject(schema.properties) || schema.type === 'object' ? [ownShape(schema)] : [];
  const all = schemas(schema.allOf).map((part) =>
    isBare(part) ? { properties: {}, required: requiredOf(part) } : objectShape(part),
  );
  const parts = [...own, ...all, ...alternatives(schema.oneOf), ...alternatives(schema.anyOf)];
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0 || (known.length < parts.length && schema.type !== 'object')) return undefined;
  return allOfShapes(known, requiredOf(schema));
}

/** The shape that covers all alternatives; undefined in place of one that cannot be covered; none without any. */
function alternatives(list: unknown): (ObjectShape | undefined)[] {
  const shapes = schemas(list).map(objectShape);
  if (shapes.length === 0) return [];
  const known = shapes.filter((shape) => shape !== undefined);
  return [known.length === shapes.length ? anyOfShapes(known) : undefined];
}

/** A part of an `allOf` that only adds texts or requirements. */
function isBare(part: JsonSchema): part is Readonly<Record<string, unknown>> {
  return isObject(part) && Object.keys(part).every((keyword) => ['required', 'title', 'description'].includes(keyword));
}

function ownShape(schema: Readonly<Record<string, unknown>>): ObjectShape {
  const { additionalProperties } = schema;
  return {
    properties: (schema.properties ?? {}) as Record<string, JsonSchema>,
    required: requiredOf(schema),
    ...(additionalProperties !== undefined && { additionalProperties: additionalProperties as JsonSchema }),
  };
}

const requiredOf = (schema: Readonly<Record<string, unknown>>) => (schema.required ?? []) as string[];

const schemas = (value: unknown) => (Array.isArray(value) ? (value as JsonSchema[]) : []);

function allOfShapes(parts: readonly ObjectShape[], required: readonly string[]): ObjectShape {
  const open = parts.find((part) => part.additionalProperties !== undefined)?.additionalProperties;
  return {
    properties: mergeProperties(parts, 'allOf'),
    required: [...new Set([...required, ...parts.flatMap((part) => part.required)])],
    // `false` in one part would forbid the others' properties; together they are open
    ...(open !== undefined && (parts.length === 1 || open !== false) && { additionalProperties: open }),
  };
}

function anyOfShapes(parts: readonly ObjectShape[]): ObjectShape {
  const [first, ...others] = parts;
  return {
    properties: mergeProperties(parts, 'anyOf'),
    required: first!.required.filter((name) => others.every((part) => part.required.includes(name))),
  };
}

function mergeProperties(parts: readonly ObjectShape[], keyword: 'allOf' | 'anyOf'): Record<string, JsonSchema> {
  const found = new Map<string, JsonSchema[]>();
  for (const { properties } of parts) {
    for (const [name, schema] of Object.entries(properties)) {
      const versions = found.get(name) ?? [];
      if (!versions.some((version) => JSON.stringify(version) === JSON.stringify(schema))) versions.push(schema);
      found.set(name, versions);
    }
  }
  return Object.fromEntries(
    [...found].map(([name, versions]) => [name, versions.length === 1 ? versions[0]! : { [keyword]: versions }]),
  );
}
