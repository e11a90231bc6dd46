import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { api, codes, json, load } from '../testing/openapi.ts';
import { importOpenApi } from './import-openapi.ts';

describe('the restaurant’s documents', () => {
  const restaurant = ['kitchen', 'inventory', 'pos', 'staff', 'delivery'].map((name) => {
    const text = readFileSync(new URL(`../../../../../examples/restaurant/apis/${name}.yaml`, import.meta.url), 'utf8');
    return importOpenApi(text, { connection: name, documentUrl: `http://127.0.0.1:7400/${name}/openapi.json` });
  });

  test('give 46 operations and nine events without a diagnostic', () => {
    expect(restaurant.flatMap((result) => result.diagnostics)).toEqual([]);
    expect(restaurant.flatMap((result) => result.operations)).toHaveLength(46);
    expect(restaurant.flatMap((result) => result.events.map((event) => event.type)).sort()).toEqual([
      'delivery.completed',
      'delivery.delayed',
      'equipment.failed',
      'order.cancelled',
      'order.paid',
      'order.placed',
      'order.ready',
      'shift.missed',
      'stock.low',
    ]);
  });

  test('give self-contained schemas that a validator takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const { operations, events } of restaurant) {
      for (const schema of [
        ...operations.flatMap(({ input, output }) => [input, output]),
        ...events.map((e) => e.data),
      ]) {
        expect(() => ajv.compile(schema as object)).not.toThrow();
      }
    }
  });

  test('give a flat input, without the idempotency key', () => {
    const schedule = restaurant[0]!.operations.find(({ name }) => name === 'scheduleOrder')!;
    expect(schedule).toMatchObject({
      id: 'kitchen.scheduleOrder',
      method: 'POST',
      path: '/orders',
      parameters: [],
      input: { type: 'object', required: ['orderId', 'items'], additionalProperties: false },
      errors: [{ status: 400 }, { status: 401 }, { status: 404 }, { status: 409 }, { status: 429 }, { status: 503 }],
    });
    const properties = (schedule.input as { properties: object }).properties;
    expect(Object.keys(properties)).toEqual(['orderId', 'items', 'priority', 'dueAt', 'notes']);
    const reject = restaurant[2]!.operations.find(({ name }) => name === 'rejectOrder')!;
    expect(reject.input).toMatchObject({ required: ['orderId', 'reason'] });
  });

  test('give events with the data inside of the envelope', () => {
    const placed = restaurant[2]!.events.find(({ type }) => type === 'order.placed')!;
    expect(placed).toMatchObject({
      connection: 'pos',
      summary: 'An order was placed',
      data: { properties: { orderId: { type: 'string' }, total: { properties: { amount: { type: 'integer' } } } } },
    });
  });
});

/** Nine levels of nine aliases: 9^9 values in a few lines. */
function yamlBomb(): string {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  return ['openapi: 3.1.0', 'l0: &l0 x', ...levels].join('\n');
}

describe('documents', () => {
  test('of Swagger 2.0 are imported', () => {
    const result = load({
      swagger: '2.0',
      info: { title: 'Pets' },
      host: 'pets.example',
      basePath: '/v2',
      schemes: ['https'],
      consumes: ['application/json'],
      produces: ['application/json'],
      parameters: { Pet: { in: 'body', name: 'pet', required: true, schema: { $ref: '#/definitions/Pet' } } },
      paths: {
        '/pet': {
          post: {
            operationId: 'addPet',
            parameters: [{ $ref: '#/parameters/Pet' }],
            responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/Pet' } } },
          },
        },
        '/pet/find': {
          get: {
            operationId: 'findPets',
            parameters: [
              {
                name: 'status',
                in: 'query',
                type: 'array',
                items: { type: 'string', enum: ['sold'] },
                collectionFormat: 'csv',
              },
            ],
            responses: { 200: { description: 'ok', schema: { type: 'array', items: { $ref: '#/definitions/Pet' } } } },
          },
        },
        '/pet/{id}/image': {
          post: {
            operationId: 'upload',
            consumes: ['application/x-www-form-urlencoded'],
            parameters: [
              { name: 'id', in: 'path', required: true, type: 'integer' },
              { name: 'note', in: 'formData', type: 'string' },
            ],
            responses: {},
          },
        },
      },
      definitions: {
        Pet: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, parent: { $ref: '#/definitions/Pet' } },
        },
      },
    });
    const [add, find, upload] = result.operations;
    expect(result.servers).toEqual([{ url: 'https://pets.example/v2', description: '' }]);
    expect(add!.input).toMatchObject({
      properties: { name: { type: 'string' }, parent: { $ref: '#/$defs/Pet' } },
      required: ['name'],
    });
    expect(find).toMatchObject({
      parameters: [
        { name: 'status', in: 'query', schema: { type: 'array', items: { enum: ['sold'] } }, explode: false },
      ],
      output: { type: 'array', items: { properties: { name: { type: 'string' } } } },
    });
    expect(upload).toMatchObject({
      body: { mediaType: 'application/x-www-form-urlencoded' },
      input: { properties: { id: {}, note: {} } },
    });
  });

  test('without operation ids get names that do not depend on the order of others', () => {
    const get = { responses: {} };
    const result = api({
      paths: {
        '/': { get },
        '/users/{userId}/orders.json': { get, post: { ...get, operationId: ' placeOrder ' } },
        '/twice': { get: { ...get, operationId: 'placeOrder' } },
        '/get-twice': { get: { ...get, operationId: 'getTwice' } },
      },
    });
    expect(result.operations.map(({ name }) => name)).toEqual([
      'getRoot',
      'getUsersByUserIdOrdersJson',
      'placeOrder',
      'getTwice_2',
      'getTwice',
    ]);
    expect(codes(result)).toEqual([
      'warning unnamed_operation',
      'warning unnamed_operation',
      'warning duplicate_operation',
    ]);
  });

  test.each([
    [
      {
        servers: [
          { url: 'https://{region}.shop.example/{v}/', variables: { region: { default: 'eu' }, v: { enum: ['v2'] } } },
        ],
      },
      'https://eu.shop.example/v2',
    ],
    [{ servers: [{ url: '/base' }] }, 'https://api.example/base'],
    [{ servers: [{ url: './' }] }, 'https://api.example/v1'],
    [{}, 'https://api.example'],
  ])('with %j are served at %s', (parts, url) => {
    expect(api(parts).servers[0]!.url).toBe(url);
  });

  test('with a server that is not HTTP have none', () => {
    expect(api({ servers: [{ url: 'file:///etc' }, { url: 'ws://x' }] }).servers).toEqual([]);
  });

  test('that refer to other documents are imported without fetching or reading them', () => {
    const result = api({
      paths: {
        '/a': { get: { operationId: 'a', responses: { 200: json({ $ref: '/etc/hostname' }) } } },
        '/b': { get: { operationId: 'b', responses: { 200: json({ $ref: 'http://169.254.169.254/#/x' }) } } },
        '/c': { get: { operationId: 'c', responses: { 200: json({ $ref: '#/components/schemas/Nothing' }) } } },
        '/d': { $ref: '#/paths/~1d' },
      },
    });
    expect(result.operations.map(({ output }) => output)).toEqual([{}, {}, {}]);
    expect(codes(result)).toEqual([
      'warning unresolved_reference',
      'warning external_reference',
      'warning external_reference',
      'warning unresolved_reference',
    ]);
  });

  test('in YAML with merge keys, double keys and numbers as statuses are read', () => {
    const result = load(`
openapi: 3.0.3
info: { title: Shop, version: 1.0 }
x-base: &base
  tags: [things]
paths:
  /things:
    get:
      <<: *base
      operationId: first
      operationId: listThings
      responses:
        200: { description: ok }
`);
    expect(result.operations[0]).toMatchObject({ name: 'listThings', tags: ['things'] });
  });

  test('cannot pollute prototypes', () => {
    const result = load(
      '{"openapi":"3.1.0","__proto__":{"polluted":1},"info":{"title":"x"},"paths":{"/a":{"get":{"operationId":"__proto__","responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}}}}}}}}}',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const { properties } = result.operations[0]!.output as { properties: object };
    expect(Object.keys(properties)).toEqual(['constructor']);
  });

  test.each([
    ['', 'error not_openapi'],
    ['null', 'error not_openapi'],
    ['[1]', 'error not_openapi'],
    ['<html>not found</html>', 'error not_openapi'],
    ['{"openapi":', 'error unreadable'],
    ['a: [', 'error unreadable'],
    ['openapi: 4.0.0', 'error not_openapi'],
    ['{"hello":"world"}', 'error not_openapi'],
    [`{"openapi":"3.1.0","paths":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`, 'error too_large'],
    [yamlBomb(), 'error too_large'],
  ])('that read %j give nothing but a reason', (text, code) => {
    const result = load(text);
    expect(result.operations).toEqual([]);
    expect(codes(result)).toContain(code);
  });

  test('of any shape never make the import throw', () => {
    const odd = fc.oneof(
      fc.constant({ $ref: '#/components/schemas/A' }),
      fc.constant({ $ref: '#/paths' }),
      fc.jsonValue(),
    );
    const shape = fc.dictionary(
      fc.constantFrom(
        'get',
        'post',
        'parameters',
        'requestBody',
        'content',
        'schema',
        'responses',
        '200',
        'application/json',
        'properties',
        'items',
        'allOf',
        'type',
        'nullable',
        'servers',
        '$ref',
        'name',
        'in',
        '__proto__',
      ),
      odd,
    );
    fc.assert(
      fc.property(shape, shape, shape, odd, (item, node, schema, list) => {
        api({
          paths: {
            '/a/{b}': {
              ...item,
              post: {
                ...node,
                parameters: [list, schema],
                requestBody: { content: { 'application/json': { schema } } },
              },
            },
          },
          components: { schemas: { A: schema }, securitySchemes: { s: list, t: schema } },
          webhooks: { w: { post: node }, v: list },
          servers: [list, schema],
        });
      }),
      { numRuns: 300 },
    );
  });
});
