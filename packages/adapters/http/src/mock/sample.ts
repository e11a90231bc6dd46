import type { JsonSchema } from '@parley/dsl';
import { isObject, type Json } from '@parley/kernel';
import { sample as sampleLeaf } from 'openapi-sampler';

type Keywords = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 12;
const MAX_STRING = 1000;

/**
 * A plausible value of a schema, always the same: examples first, then fixed values and defaults, else something within
 * the limits. Objects have all their properties, lists two items. A recursion ends where it may.
 */
export function sampleOf(schema: JsonSchema): Json {
  return sampleAt(schema, schema, 0);
}

function sampleAt(schema: JsonSchema, root: JsonSchema, depth: number): Json {
  if (!isObject(schema)) return schema ? {} : null;
  const given = givenValue(schema);
  if (given !== undefined) return structuredClone(given) as Json;
  if (depth > MAX_DEPTH) return null;
  if (typeof schema.$ref === 'string') return sampleAt(definition(schema.$ref, root), root, depth + 1);
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(alternatives) && alternatives.length > 0) {
    const chosen = alternatives.find((item: JsonSchema) => isObject(item) && item.type !== 'null') ?? alternatives[0];
    return merge(ownValue(schema, root, depth), sampleAt(chosen as JsonSchema, root, depth + 1));
  }
  const parts = Array.isArray(schema.allOf) ? (schema.allOf as JsonSchema[]) : [];
  return (
    parts.reduce<Json | undefined>(
      (value, part) => merge(value, sampleAt(part, root, depth + 1)),
      ownValue(schema, root, depth),
    ) ?? {}
  );
}

function givenValue(schema: Keywords): unknown {
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  return Array.isArray(schema.enum) ? schema.enum[0] : undefined;
}

/** What the schema's own type asks for, beside `allOf` and alternatives; undefined when it says nothing. */
function ownValue(schema: Keywords, root: JsonSchema, depth: number): Json | undefined {
  const type = Array.isArray(schema.type) ? (schema.type.find((name) => name !== 'null') ?? 'null') : schema.type;
  if (type === 'object' || isObject(schema.properties)) return objectValue(schema, root, depth);
  switch (type) {
    case 'array':
      return arrayValue(schema, root, depth);
    case 'integer':
      return numberValue(schema, 1);
    case 'number':
      return numberValue(schema, Number(schema.multipleOf ?? 0.5));
    case 'boolean':
      return true;
    case 'string':
      return stringValue(schema);
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function objectValue(schema: Keywords, root: JsonSchema, depth: number): Json {
  const properties = Object.entries(isObject(schema.properties) ? schema.properties : {});
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  // Deep inside only what must be there, so that a recursion ends.
  const wanted = depth < MAX_DEPTH / 2 ? properties : properties.filter(([name]) => required.has(name));
  return Object.fromEntries(wanted.map(([name, sub]) => [name, sampleAt(sub as JsonSchema, root, depth + 1)]));
}

function arrayValue(schema: Keywords, root: JsonSchema, depth: number): Json {
  const prefix = Array.isArray(schema.prefixItems) ? (schema.prefixItems as JsonSchema[]) : [];
  const least = Number(schema.minItems ?? 0);
  const usual = schema.uniqueItems === true || depth > 2 ? 1 : 2;
  const deepest = depth >= MAX_DEPTH / 2 ? least : Math.max(least, usual);
  const length = Math.min(deepest, Number(schema.maxItems ?? deepest), 100);
  const items = (schema.items ?? {}) as JsonSchema;
  return Array.from({ length: Math.max(length, prefix.length) }, (_, i) =>
    sampleAt(prefix[i] ?? items, root, depth + 1),
  );
}

function numberValue(schema: Keywords, step: number): number {
  const least = Number(
    schema.minimum ?? (schema.exclusiveMinimum !== undefined ? Number(schema.exclusiveMinimum) + step : -Infinity),
  );
  const most = Number(
    schema.maximum ?? (schema.exclusiveMaximum !== undefined ? Number(schema.exclusiveMaximum) - step : Infinity),
  );
  const within = Math.min(Math.max(1, least), most);
  const multiple = Number(schema.multipleOf ?? 0);
  if (multiple > 0) return Math.ceil(within / multiple) * multiple;
  return schema.type === 'integer' ? Math.round(within) : within;
}

/** Formats and simple patterns are the library's work; patterns that repeat much are not tried. */
function stringValue({ format, pattern, minLength, maxLength }: Keywords): string {
  const usable = typeof pattern === 'string' && pattern.length < 200 && !/\d{3}/.test(pattern) ? pattern : undefined;
  const leaf = {
    type: 'string',
    format,
    minLength: Math.min(Number(minLength ?? 0), MAX_STRING),
    maxLength,
    pattern: usable,
  };
  const value: unknown = sampleLeaf(JSON.parse(JSON.stringify(leaf)), { quiet: true, enablePatterns: true });
  return String(value).slice(0, Math.min(Number(maxLength ?? MAX_STRING), MAX_STRING));
}

function merge(a: Json | undefined, b: Json): Json {
  if (a === undefined) return b;
  return isObject(a) && isObject(b) ? ({ ...a, ...b } as Json) : b;
}

function definition(reference: string, root: JsonSchema): JsonSchema {
  const defs = isObject(root) && isObject(root.$defs) ? root.$defs : {};
  const name = reference.replace('#/$defs/', '');
  return Object.hasOwn(defs, name) ? (defs[name] as JsonSchema) : {};
}
