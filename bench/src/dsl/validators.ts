import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { MissingData } from '../benchmark.ts';
import { dataFolder } from '../config.ts';

/** Tells whether a text is a definition, reading it on the way. */
export type TextValidator = (text: string) => boolean;

/** The `yaml` package and Ajv with the official schema: says only whether, not where or why. */
export function ajvValidator(): TextValidator {
  const file = join(dataFolder(), 'schema/workflow.yaml');
  let schema: Record<string, unknown>;
  try {
    schema = parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    throw new MissingData(`There is no ${file}: put the schema of the specification there, or set PARLEY_DATA.`);
  }
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (text) => validate(parse(text));
}

/** The official SDK: reads with js-yaml, validates with its own schema of 1.0.0 and throws on the first violation. */
export function sdkValidator(): TextValidator {
  const sdk = createRequire(import.meta.url)('@serverlessworkflow/sdk') as Sdk;
  return (text) => {
    try {
      sdk.Classes.Workflow.deserialize(text);
      return true;
    } catch {
      return false;
    }
  };
}

interface Sdk {
  readonly Classes: { readonly Workflow: { deserialize(text: string): unknown } };
}
