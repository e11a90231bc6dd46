import type { JsonSchema, SchemaConfig } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { compileEndpoint, type ResolveEndpoint } from '../calls/endpoint.ts';
import { validateJson } from '../json-schema/validate.ts';
import type { CompileContext } from './context.ts';

/** Checks a value against a JSON Schema; gives one sentence for each thing that is wrong. */
export interface Validator {
  validate(value: unknown): readonly string[];
}

/** A schema that is fetched when it is needed. */
export interface SchemaSource {
  readonly source: ResolveEndpoint;
}

const MAX_SENTENCES = 10;

/** Compiles a schema given in place, or where it is to be fetched from. */
export function compileSchema(
  config: SchemaConfig,
  pointer: string,
  context: CompileContext,
): Validator | SchemaSource {
  const format = config.format ?? 'json';
  if (format !== 'json' && !format.startsWith('json:')) {
    context.problem(`${pointer}/format`, `Schemas in ${format} are not supported; use json`);
  }
  const { document, resource } = config;
  if (resource) return { source: compileEndpoint(resource.endpoint, `${pointer}/resource/endpoint`, context) };
  if (!isSchema(document)) context.problem(`${pointer}/document`, 'A JSON Schema is an object');
  return validator(document as JsonSchema);
}

/** True for what can be a JSON Schema. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'boolean' || isObject(value);
}

export function validator(schema: JsonSchema): Validator {
  return {
    validate: (value) =>
      validateJson(value, schema)
        .slice(0, MAX_SENTENCES)
        .map(({ pointer, message }) => `${pointer === '' ? 'it' : pointer} ${message}`),
  };
}
