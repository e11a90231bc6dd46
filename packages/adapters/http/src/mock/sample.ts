import type { JsonSchema } from '@parley/dsl';
import { validateJson } from '@parley/engine';
import { isObject, type Json } from '@parley/kernel';
import { sample as sampleLeaf } from 'openapi-sampler';

type Keywords = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 12;
/** Beyond this depth, and when this many values are made, objects have only what they must have. */
const GENEROUS_DEPTH = 6;
const GENEROUS_VALUES = 3000;
/** Then there is nothing more but null. */
const MAX_VALUES = 6000;
const MAX_STRING = 1000;

/**
 * A plausible value of a schema, always the same: examples that fit first, then fixed values and defaults, else something
 * within the limits. Objects have all their properties, lists two items. A recursion ends where it may.
 */
export function sampleOf(schema: JsonSchema): Json {
  return new Sampler(schema).valueOf(schema, 0);
}

class Sampler {
  readonly #root: JsonSchema;
  #made = 0;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  valueOf(schema: JsonSchema, depth: number): Json {
    const value = this.#sample(schema, depth);
    return value === undefined ? {} : value;
  }

  /** Undefined for a schema that allows everything. */
  #sample(schema: JsonSchema, depth: number): Json | undefined {
    if (!isObject(schema)) return undefined;
    const given = givenValue(schema, this.#root);
    if (given !== undefined) return structuredClone(given) as Json;
    this.#made += 1;
    if (depth > MAX_DEPTH || this.#made > MAX_VALUES) return null;
    if (typeof schema.$ref === 'string') return this.#sample(definition(schema.$ref, this.#root), depth + 1);
    let value = this.#own(schema, depth);
    for (const part of partsOf(schema)) value = merge(value, this.#sample(part, depth + 1));
    return value;
  }

  /** What the schema's own type asks for, beside `allOf` and alternatives; undefined when it says nothing. */
  #own(schema: Keywords, depth: number): Json | undefined {
    const type = Array.isArray(schema.type) ? (schema.type.find((name) => name !== 'null') ?? 'null') : schema.type;
    if (type === 'object' || isObject(schema.properties)) return this.#object(schema, depth);
    if (type === 'array') return this.#array(schema, depth);
    return scalarOf(schema, type);
  }

  #isGenerous(depth: number): boolean {
    return depth < GENEROUS_DEPTH && this.#made < GENEROUS_VALUES;
  }

  #object(schema: Keywords, depth: number): Json {
    const properties = Object.entries(isObject(schema.properties) ? schema.properties : {});
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    const wanted = this.#isGenerous(depth) ? properties : properties.filter(([name]) => required.has(name));
    return Object.fromEntries(wanted.map(([name, sub]) => [name, this.valueOf(sub as JsonSchema, depth + 1)]));
  }

  #array(schema: Keywords, depth: number): Json {
    const prefix = Array.isArray(schema.prefixItems) ? (schema.prefixItems as JsonSchema[]) : [];
    const least = Number(schema.minItems ?? 0);
    const usual = schema.uniqueItems === true || depth > 2 ? 1 : 2;
    const wanted = this.#isGenerous(depth) ? Math.max(least, usual) : least;
    const length = Math.max(Math.min(wanted, Number(schema.maxItems ?? wanted), 100), prefix.length);
    const items = (schema.items ?? {}) as JsonSchema;
    return Array.from({ length }, (_, index) => this.valueOf(prefix[index] ?? items, depth + 1));
  }
}

/** What a value has to fit besides: all of `allOf`, and one alternative, rather not null. */
function partsOf({ allOf, oneOf, anyOf }: Keywords): JsonSchema[] {
  const alternatives = [oneOf, anyOf].map((list) => {
    const items = Array.isArray(list) ? (list as JsonSchema[]) : [];
    return items.find((item) => isObject(item) && item.type !== 'null') ?? items[0];
  });
  return [...(Array.isArray(allOf) ? (allOf as JsonSchema[]) : []), ...alternatives].filter(
    (part) => part !== undefined,
  );
}

function givenValue(schema: Keywords, root: JsonSchema): unknown {
  const { examples, ...rest } = schema;
  const rules = isObject(root) && root.$defs !== undefined ? { ...rest, $defs: root.$defs } : rest;
  const fitting = (Array.isArray(examples) ? examples : []).find(
    (example) => validateJson(example, rules).length === 0,
  );
  if (fitting !== undefined) return fitting;
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  return Array.isArray(schema.enum) ? schema.enum[0] : undefined;
}

function scalarOf(schema: Keywords, type: unknown): Json | undefined {
  switch (type) {
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

function merge(a: Json | undefined, b: Json | undefined): Json | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isObject(a) && isObject(b) ? ({ ...a, ...b } as Json) : b;
}

function definition(reference: string, root: JsonSchema): JsonSchema {
  const defs = isObject(root) && isObject(root.$defs) ? root.$defs : {};
  const name = reference.replace('#/$defs/', '');
  return Object.hasOwn(defs, name) ? (defs[name] as JsonSchema) : {};
}
