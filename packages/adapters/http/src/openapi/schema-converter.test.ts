import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { api, codes, json, operation } from '../testing/openapi.ts';

const output = (schema: unknown, components: object = {}, openapi = '3.1.0') =>
  operation({ responses: { 200: json(schema) } }, { openapi, components }).output;

test('keep a recursion as a reference into their own $defs', () => {
  const schemas = {
    Tree: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
      },
    },
  };
  const schema = output({ $ref: '#/components/schemas/Tree' }, { schemas });
  expect(schema).toEqual({
    type: 'object',
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
    $defs: {
      Tree: {
        type: 'object',
        properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
      },
    },
  });
  const validate = new Ajv2020({ strict: false }).compile(schema as object);
  expect([validate({ children: [{ children: [] }] }), validate({ children: [{ children: [1] }] })]).toEqual([
    true,
    false,
  ]);
});

test('find definitions that a generator wrote relative to the schema', () => {
  const schemas = {
    Order: { type: 'object', properties: { item: { $ref: '#/$defs/Item' } }, $defs: { Item: { type: 'number' } } },
  };
  expect(output({ $ref: '#/components/schemas/Order' }, { schemas })).toMatchObject({
    properties: { item: { type: 'number' } },
  });
});

test('keep texts beside a reference, and keywords as an allOf', () => {
  const schemas = { Name: { type: 'string', description: 'Any name' } };
  const $ref = '#/components/schemas/Name';
  expect(output({ $ref, description: 'The name' }, { schemas })).toEqual({ type: 'string', description: 'The name' });
  expect(output({ $ref, maxLength: 3 }, { schemas })).toEqual({
    allOf: [{ type: 'string', description: 'Any name' }, { maxLength: 3 }],
  });
});

test.each([
  [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    { type: 'string', enum: ['a'], nullable: true },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  [{ allOf: [{ type: 'string' }], nullable: true }, { anyOf: [{ allOf: [{ type: 'string' }] }, { type: 'null' }] }],
  [
    { type: 'number', minimum: 1, exclusiveMinimum: true },
    { type: 'number', exclusiveMinimum: 1 },
  ],
  [
    { type: 'number', maximum: 1, exclusiveMaximum: false },
    { type: 'number', maximum: 1 },
  ],
  [
    { type: 'string', example: 'x' },
    { type: 'string', examples: ['x'] },
  ],
  [
    { type: 'array', items: [{ type: 'string' }] },
    { type: 'array', prefixItems: [{ type: 'string' }] },
  ],
  [{ type: 'String' }, { type: 'string' }],
  [{ type: 'any' }, {}],
  [{ type: 'string', pattern: '(?i)x\\A', required: true, enum: 'a' }, { type: 'string' }],
  [
    { properties: { example: { type: 'string' }, nullable: { type: 'boolean' }, type: { type: 'string' } } },
    { properties: { example: { type: 'string' }, nullable: { type: 'boolean' }, type: { type: 'string' } } },
  ],
  [true, true],
  ['nonsense', {}],
])('%j becomes %j', (schema, expected) => {
  expect(output(schema, {}, '3.0.3')).toEqual(expected);
});

test('lose write-only properties on the way out', () => {
  const schema = {
    type: 'object',
    required: ['a', 'b'],
    properties: { a: {}, b: { type: 'string', writeOnly: true } },
  };
  expect(output(schema)).toEqual({ type: 'object', required: ['a'], properties: { a: {} } });
});

test('that would be huge are cut at their deepest parts', () => {
  const level = (n: number) => ({
    type: 'object',
    properties: Object.fromEntries(['a', 'b', 'c'].map((k) => [k, { $ref: `#/components/schemas/L${n + 1}` }])),
  });
  const schemas = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`L${n}`, level(n)]));
  const result = api({
    paths: { '/x': { get: { operationId: 'x', responses: { 200: json({ $ref: '#/components/schemas/L0' }) } } } },
    components: { schemas: { ...schemas, L30: { type: 'string' } } },
  });
  expect(JSON.stringify(result.operations[0]!.output).length).toBeLessThan(300_000);
  expect(result.operations[0]!.output).toMatchObject({
    properties: { a: { properties: { a: { type: 'object' } } } },
  });
  expect(codes(result)).toContain('warning schema_cut');
});
