import type { JsonSchema, SchemaConfig } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { validateJson } from '../json-schema/validate.ts';
import type { CompileContext } from './context.ts';

/** Checks a value against a JSON Schema; gives one sentence for each thing that is wrong. */
export interface Validator {
  validate(value: unknown): readonly string[];
}

const MAX_SENTENCES = 10;

/** Compiles a schema given in place. */
export function compileSchema(config: SchemaConfig, pointer: string, context: CompileContext): Validator {
  const format = config.format ?? 'json';
  if (format !== 'json' && !format.startsWith('json:')) {
    context.problem(`${pointer}/format`, `Schemas in ${format} are not supported; use json`);
  }
  const { document } = config;
  if (config.resource) {
    context.problem(`${pointer}/resource`, 'Schemas elsewhere are not supported; give the schema as document');
  } else if (typeof document !== 'boolean' && !isObject(document)) {
    context.problem(`${pointer}/document`, 'A JSON Schema is an object');
  }
  const schema = document as JsonSchema;
  return {
    validate: (value) =>
      validateJson(value, schema)
        .slice(0, MAX_SENTENCES)
        .map(({ pointer: place, message }) => `${place === '' ? 'it' : place} ${message}`),
  };
}
