import { isObject } from '@parley/kernel';
import type { Node } from './parse-text.ts';

const TYPES = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
const isFlag = (value: unknown) => typeof value === 'boolean';
const isAnything = () => true;
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

/** Keywords without subschemas that are kept, each with what its value must be. */
export const PLAIN_KEYWORDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: isAnything, // already made valid
  title: isText,
  description: isText,
  format: isText,
  pattern: (value) => isText(value) && isPattern(value as string),
  contentEncoding: isText,
  contentMediaType: isText,
  const: isAnything,
  default: isAnything,
  enum: (value) => Array.isArray(value) && value.length > 0,
  examples: Array.isArray,
  required: isTexts,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && (value as number) > 0,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minContains: isCount,
  maxContains: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  uniqueItems: isFlag,
  readOnly: isFlag,
  writeOnly: isFlag,
  deprecated: isFlag,
};

/** Keywords whose value is one schema, a list of schemas, or schemas by name. */
export const ONE_SCHEMA = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'];
export const SCHEMA_LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
export const SCHEMA_MAPS = ['properties', 'patternProperties', 'dependentSchemas'];

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

/**
 * A schema object of OpenAPI 3.0 or 3.1 as JSON Schema 2020-12 has it, one level deep: `nullable`, boolean exclusive
 * limits, `example`, lists of `items`, unknown types. `problem` is told what had to be left out.
 */
export function modernise(schema: Node, problem: (keyword: string) => void): Record<string, unknown> {
  const { nullable, example, ...rest } = schema;
  const modern: Record<string, unknown> = { ...rest };
  if (example !== undefined && modern.examples === undefined) modern.examples = [example];
  if (modern.type !== undefined) moderniseType(modern, problem);
  moderniseLimit(modern, 'minimum', 'exclusiveMinimum');
  moderniseLimit(modern, 'maximum', 'exclusiveMaximum');
  if (Array.isArray(modern.items)) {
    modern.prefixItems = modern.items;
    delete modern.items;
  }
  return nullable === true ? admitNull(modern) : modern;
}

function moderniseType(schema: Record<string, unknown>, problem: (keyword: string) => void): void {
  const given = Array.isArray(schema.type) ? schema.type : [schema.type];
  const types = given
    .map((type) => (typeof type === 'string' ? type.toLowerCase() : type))
    .filter((type) => TYPES.has(type));
  if (types.length < given.length) problem('type');
  if (types.length === 0) delete schema.type;
  else schema.type = types.length === 1 ? types[0] : [...new Set(types)];
}

/** Up to OpenAPI 3.0 `exclusiveMinimum` says that `minimum` itself is excluded. */
function moderniseLimit(schema: Record<string, unknown>, limit: string, exclusive: string): void {
  if (typeof schema[exclusive] !== 'boolean') return;
  if (schema[exclusive] && schema[limit] !== undefined) {
    schema[exclusive] = schema[limit];
    delete schema[limit];
  } else delete schema[exclusive];
}

function admitNull(schema: Record<string, unknown>): Record<string, unknown> {
  if (schema.type === undefined) {
    const { title, description, ...rest } = schema;
    const head = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
    // Without any other keyword null is allowed already.
    return Object.keys(rest).length === 0 ? head : { ...head, anyOf: [rest, { type: 'null' }] };
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const admitted: Record<string, unknown> = { ...schema, type: [...new Set([...types, 'null'])] };
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) admitted.enum = [...schema.enum, null];
  return admitted;
}

/** Whether a subschema may stand at this place: an object or a boolean. */
export const isSchema = (value: unknown): value is Node | boolean => typeof value === 'boolean' || isObject(value);
