import type { Type } from '@parley/jq';
import { isObject } from '@parley/kernel';
import type { JsonSchema } from '../catalog.ts';
import type { ExportConfig, InputConfig, OutputConfig, SchemaConfig } from '../model/workflow.ts';
import { dataFindings, SCHEMA_CODES } from './checks/data-findings.ts';
import { validated } from './checks/fits.ts';
import { schemaType } from './contracts.ts';
import { type TypedData, typeOfTransformation } from './data.ts';
import type { Environment } from './environment.ts';
import type { Typing } from './typing.ts';

/** The type of a schema that is written in the definition; undefined for one that stands elsewhere. */
export function inlineSchema(schema: SchemaConfig | undefined): Type | undefined {
  const document = schema?.document;
  if (typeof document !== 'boolean' && !isObject(document)) return undefined;
  return schema?.format === undefined || /^json\b/.test(schema.format) ? schemaType(document as JsonSchema) : undefined;
}

/** The type of what passes a schema, and what is wrong when nothing can. */
function pass(typing: Typing, data: TypedData, schema: Type | undefined, pointer: string, name: string): Type {
  if (!schema) return data.type;
  typing.notes.found('schema', pointer, dataFindings(data, { type: schema, name, doc: undefined }, SCHEMA_CODES));
  return validated(data.type, schema);
}

/** What comes in by no expression. */
const asIs = (type: Type, pointer: string): TypedData => ({ pointer, type, kind: 'expression', value: undefined });

/** `input`: checks the raw value, then transforms it. */
export function enter(
  typing: Typing,
  config: InputConfig | undefined,
  pointer: string,
  raw: Type,
  environment: Environment,
): Type {
  if (!config) return raw;
  const valid = pass(typing, asIs(raw, `${pointer}/schema`), inlineSchema(config.schema), pointer, 'the input');
  if (config.from === undefined) return valid;
  return typeOfTransformation(typing, config.from, `${pointer}/from`, valid, environment).type;
}

/** `output` or `export`: transforms the value, then checks the result. */
export function leave(
  typing: Typing,
  config: OutputConfig | ExportConfig | undefined,
  pointer: string,
  value: Type,
  environment: Environment,
): Type {
  if (!config) return value;
  const name = pointer.endsWith('/export') ? 'the context' : 'the output';
  const given =
    config.as === undefined
      ? asIs(value, `${pointer}/schema`)
      : typeOfTransformation(typing, config.as, `${pointer}/as`, value, environment);
  return pass(typing, given, inlineSchema(config.schema), pointer, name);
}
