import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** Where the specification's own files are: `PARLEY_DATA`, or `shared/data` beside the repository. */
export function dataDirectory(): string {
  return process.env.PARLEY_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
}

/** Validates against the official schema; answers the first violations in words, none when valid. */
export type SchemaValidator = (value: unknown) => readonly string[];

/** Compiles the official JSON Schema of the language in `directory`/schema/workflow.yaml. */
export function officialSchema(directory = dataDirectory()): SchemaValidator {
  const schema = parse(readFileSync(join(directory, 'schema/workflow.yaml'), 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
