import { readFileSync } from 'node:fs';
import type { JsonSchema, Operation } from '@parley/dsl';
import { validateJson } from '@parley/engine';
import { expect, test } from 'vitest';
import { importOpenApi } from '../openapi/import-openapi.ts';
import { createContractMocks } from './contract-mocks.ts';

const mocks = createContractMocks();
const restaurant = ['kitchen', 'inventory', 'pos', 'staff', 'delivery'].map((name) => {
  const text = readFileSync(new URL(`../../../../../examples/restaurant/apis/${name}.yaml`, import.meta.url), 'utf8');
  return importOpenApi(text, { connection: name, documentUrl: `https://${name}.example/openapi.yaml` });
});
const operations = restaurant.flatMap((api) => api.operations);
const named = (name: string) => operations.find((operation) => operation.name === name)!;
const answering = (output: JsonSchema) => ({ output }) as Operation;

test('every variant of every operation, and the data of every event, fits its schema', () => {
  for (const operation of operations) {
    for (let variant = 0; variant < mocks.variants(operation); variant += 1) {
      const answer = mocks.respond(operation, variant);
      expect([operation.name, variant, validateJson(answer, operation.output)]).toEqual([operation.name, variant, []]);
    }
  }
  for (const event of restaurant.flatMap((api) => api.events)) {
    expect([event.type, validateJson(mocks.eventData(event), event.data)]).toEqual([event.type, []]);
  }
});

test('answers are the same every time', () => {
  for (const operation of operations) expect(mocks.respond(operation, 1)).toEqual(mocks.respond(operation, 1));
});

test('a variant turns a flag over, and so reaches the other branch of a condition', () => {
  const capacity = named('getCapacity');
  expect(mocks.respond(capacity, 0)).toMatchObject({ available: true, remaining: 7 });
  expect(mocks.respond(capacity, 1)).toMatchObject({ available: false, remaining: 7 });
  expect(mocks.respond(named('checkStock'), 1)).toMatchObject({ available: false, items: [{ available: false }, {}] });
});

test('variants are an empty list, the other choices of an enum, and small and large numbers', () => {
  const operation = answering({
    type: 'object',
    properties: {
      items: { type: 'array', items: { type: 'object', properties: { status: { enum: ['new', 'old'] } } } },
      level: { type: 'integer', minimum: 3, examples: [5] },
    },
  });
  expect(mocks.variants(operation)).toBe(5);
  expect([0, 1, 2, 3, 4].map((variant) => mocks.respond(operation, variant))).toEqual([
    { items: [{ status: 'new' }, { status: 'new' }], level: 5 },
    { items: [], level: 5 },
    { items: [{ status: 'old' }, { status: 'old' }], level: 5 },
    { items: [{ status: 'new' }, { status: 'new' }], level: 3 },
    { items: [{ status: 'new' }, { status: 'new' }], level: 5000 },
  ]);
});

test('the example of a whole answer is the plain answer', () => {
  const operation = answering({
    type: 'object',
    properties: { a: { type: 'boolean' } },
    examples: [{ a: false, b: 1 }],
  });
  expect(mocks.respond(operation, 0)).toEqual({ a: false, b: 1 });
  expect(mocks.respond(operation, 1)).toEqual({ a: true, b: 1 });
});

test.each<[JsonSchema, unknown]>([
  [{ type: 'string' }, 'string'],
  [{ type: 'string', minLength: 10 }, expect.stringMatching(/^.{10,}$/)],
  [{ type: 'string', format: 'email' }, expect.stringContaining('@')],
  [{ type: 'string', pattern: '^[A-Z]{3}$' }, expect.stringMatching(/^[A-Z]{3}$/)],
  [{ type: 'integer', minimum: 5 }, 5],
  [{ type: 'integer', exclusiveMinimum: 5 }, 6],
  [{ type: 'number', maximum: 0.25 }, 0.25],
  [{ type: 'integer', minimum: 7, multipleOf: 5 }, 10],
  [{ type: 'array', items: { type: 'boolean' }, minItems: 3 }, [true, true, true]],
  [{ type: 'array', items: { type: 'string' }, uniqueItems: true }, ['string']],
  [{ prefixItems: [{ const: 1 }, { const: 2 }], type: 'array' }, [1, 2]],
  [{ oneOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
  [{ allOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] }, { a: 1, b: 2 }],
  [{ type: ['null', 'boolean'] }, true],
  [{ type: 'null' }, null],
  [{ allOf: [{ type: 'string' }, {}] }, 'string'],
  [{ type: 'string', maxLength: 3, examples: ['too long', 'fit'] }, 'fit'],
  [{}, {}],
  [true, {}],
  [{ $ref: '#/$defs/Gone' }, {}],
])('%j gives %j', (schema, expected) => {
  expect(mocks.sample(schema)).toEqual(expected);
});

test('a recursion ends', () => {
  const Tree = {
    type: 'object',
    required: ['children'],
    properties: { children: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
  };
  const schema = { $ref: '#/$defs/Tree', $defs: { Tree } };
  expect(validateJson(mocks.sample(schema), schema)).toEqual([]);
  const endless = { $ref: '#/$defs/A', $defs: { A: { properties: { a: { $ref: '#/$defs/A' } }, required: ['a'] } } };
  expect(JSON.stringify(mocks.sample(endless)).length).toBeLessThan(1000);
});

test('a recursion in many places stays small', () => {
  const names = Array.from({ length: 20 }, (_, i) => `p${i}`);
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: '#/$defs/A' }]));
  const schema = { $ref: '#/$defs/A', $defs: { A: { type: 'object', properties, required: names } } };
  expect(JSON.stringify(mocks.sample(schema)).length).toBeLessThan(200_000);
});

test('arguments that do not fit are said in words', () => {
  const schedule = named('scheduleOrder');
  expect(mocks.violations(schedule, { orderId: 'ord_1', items: [{ menuItemId: 'menu_burger', quantity: 1 }] })).toEqual(
    [],
  );
  expect(
    mocks.violations(schedule, { orderId: 7, items: [{ menuItemId: 'm', quantity: 0 }], priorty: 'rush' }),
  ).toEqual([
    'orderId must be text, but is 7',
    'items[0].quantity must be at least 1, but is 0',
    'priorty is not known; known are orderId, items, priority, dueAt, notes',
  ]);
  expect(mocks.violations(schedule, {})).toEqual(['orderId is missing', 'items is missing']);
});
