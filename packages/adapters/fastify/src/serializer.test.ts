import { agentOperations, conversationOperations, platformOperations, workflowOperations } from '@parley/contracts';
import { isObject } from '@parley/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';
import { createSerializer } from './serializer.ts';

const all = { ...platformOperations, ...workflowOperations, ...conversationOperations, ...agentOperations };

/** Values that a schema takes, objects with a field that it does not declare. */
function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return stringsOf(schema);
    case 'integer':
      return fc.nat();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valuesOf(schema.items as JsonSchema), { maxLength: 3 });
    case 'object':
      return isObject(schema.properties) ? objectsOf(schema) : recordsOf(schema);
    default:
      return anyJson;
  }
}

// Parsing drops a key "__proto__", writing keeps it: the comparison leaves it out.
const anyJson = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('"__proto__":'));
const anyKey = fc.string().filter((key) => key !== '__proto__');

function recordsOf({ additionalProperties }: JsonSchema): fc.Arbitrary<unknown> {
  const values = isObject(additionalProperties) ? valuesOf(additionalProperties) : anyJson;
  return fc.dictionary(anyKey, values, { maxKeys: 3 });
}

function stringsOf({ format, pattern }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid({ version: 7 });
  if (format === 'date-time') return fc.constant('2026-01-02T03:04:05.006Z');
  return typeof pattern === 'string' ? fc.stringMatching(new RegExp(pattern)) : fc.string({ unit: 'binary' });
}

function objectsOf({ properties, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => {
    const values = valuesOf(schema);
    return [name, (required as string[]).includes(name) ? values : fc.option(values, { nil: undefined })] as const;
  });
  return fc
    .record(Object.fromEntries(fields))
    .map((value) => ({ ...value, undeclared: 'never leaves', toString: 'neither' }));
}

describe('the serializer', () => {
  it.each(Object.entries(all))('writes answers of %s as its schema has them', (_, operation) => {
    const serialize = createSerializer(operation);
    const values = valuesOf(toJsonSchema(operation.response, { io: 'output' }));
    fc.assert(
      fc.property(values, (value) => {
        const expected = JSON.parse(JSON.stringify(operation.response.parse(value)));
        expect(JSON.parse(serialize(value))).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('refuses an answer without a required field', () => {
    const serialize = createSerializer({ ...platformOperations.getMe, response: z.object({ name: z.string() }) });
    expect(() => serialize({ title: 'x' })).toThrow(/name/);
  });
});
