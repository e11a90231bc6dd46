import { isObject } from '@parley/kernel';
import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

export interface JsonSchemaOptions {
  readonly io: 'input' | 'output';
  /** Schemas with an `id` here become references. */
  readonly named?: z.core.$ZodRegistry<{ id: string }>;
  /** Turns the id of a named schema into the text of its reference. */
  readonly refer?: (id: string) => string;
}

const DEFS = '#/$defs/';
const RECURSIVE = /^#\/\$defs\/__schema\d+$/;

/**
 * The JSON Schema (2020-12) of a contract's schema. Recursive schemas occur in contracts only as "any JSON value" and
 * become the schema that takes everything. Definitions of named schemas are not part of the answer.
 */
export function toJsonSchema(schema: z.ZodType, options: JsonSchemaOptions): JsonSchema {
  const raw = z.toJSONSchema(schema, {
    io: options.io,
    unrepresentable: 'any',
    ...(options.named && { metadata: options.named as z.core.$ZodRegistry<Record<string, unknown>> }),
    override: ({ zodSchema, jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      // What is not declared is dropped, but a later version may declare more.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (zodSchema._zod.def.type !== 'lazy') return;
      for (const key of Object.keys(jsonSchema)) if (key !== 'description') delete jsonSchema[key];
    },
  });
  const { $schema: _, $defs: __, id: ___, ...rest } = raw as JsonSchema;
  return resolveReferences(rest, options.refer ?? ((id) => `${DEFS}${id}`)) as JsonSchema;
}

function resolveReferences(node: unknown, refer: (id: string) => string): unknown {
  if (Array.isArray(node)) return node.map((item) => resolveReferences(item, refer));
  if (!isObject(node)) return node;
  const entries = Object.entries(node).flatMap(([key, value]): [string, unknown][] => {
    if (key !== '$ref' || typeof value !== 'string') return [[key, resolveReferences(value, refer)]];
    if (RECURSIVE.test(value)) return [];
    return [[key, refer(value.slice(DEFS.length))]];
  });
  return Object.fromEntries(entries);
}
