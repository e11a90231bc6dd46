import { readFileSync } from 'node:fs';
import type { Operation } from '@parley/dsl';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importOpenApi } from './import-openapi.ts';

const documentUrl = 'https://api.example/v1/openapi.yaml';
const load = (document: unknown) =>
  importOpenApi(typeof document === 'string' ? document : JSON.stringify(document), {
    connection: 'shop',
    documentUrl,
  });
const api = (parts: object) => load({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: {}, ...parts });
const operation = (node: object, parts: object = {}, path = '/things', pathItem: object = {}): Operation =>
  api({ paths: { [path]: { post: { operationId: 'op', responses: {}, ...node }, ...pathItem } }, ...parts })
    .operations[0]!;
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const codes = (result: ReturnType<typeof load>) =>
  result.diagnostics.map(({ severity, code }) => `${severity} ${code}`);

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

describe('arguments', () => {
  test('of path item and operation come together, the operation’s first', () => {
    const { parameters } = operation(
      { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }] },
      {},
      '/things/{id}/{undeclared}',
      {
        parameters: [
          { name: 'id', in: 'path', schema: { type: 'string' } },
          { $ref: '#/components/parameters/Page' },
          { name: 'ghost', in: 'path', required: true, schema: { type: 'string' } },
        ],
      },
    );
    expect(parameters).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'undeclared', in: 'path', required: true, schema: { type: 'string' } },
    ]);
  });

  test('that are references are resolved', () => {
    const components = {
      parameters: { Page: { name: 'page', in: 'query', schema: { $ref: '#/components/schemas/N' } } },
      schemas: { N: { type: 'integer' } },
    };
    const { parameters } = operation({ parameters: [{ $ref: '#/components/parameters/Page' }] }, { components });
    expect(parameters).toEqual([{ name: 'page', in: 'query', required: false, schema: { type: 'integer' } }]);
  });

  test('that carry credentials or belong to the runtime are hidden', () => {
    const header = (name: string) => ({ name, in: 'header', schema: { type: 'string' } });
    const { parameters, input } = operation(
      {
        parameters: [
          header('Authorization'),
          header('IDEMPOTENCY-KEY'),
          header('Content-Type'),
          header('x-api-key'),
          { name: 'token', in: 'query', schema: { type: 'string' } },
          { ...header('X-Once'), 'x-idempotency-key': true },
          header('X-Kept'),
        ],
      },
      {
        components: {
          securitySchemes: {
            a: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
            b: { type: 'apiKey', in: 'query', name: 'token' },
          },
        },
      },
    );
    expect(parameters.map(({ name }) => name)).toEqual(['X-Kept']);
    expect(Object.keys((input as { properties: object }).properties)).toEqual(['X-Kept']);
  });

  test('say how lists are written only when it is unusual', () => {
    const query = (extra: object) => ({ name: 'q', in: 'query', schema: { type: 'array' }, ...extra });
    const written = (extra: object) => operation({ parameters: [query(extra)] }).parameters[0];
    expect(written({ style: 'form', explode: true })).not.toHaveProperty('style');
    expect(written({ style: 'form', explode: true })).not.toHaveProperty('explode');
    expect(written({ explode: false })).toMatchObject({ explode: false });
    expect(written({ style: 'deepObject', explode: true })).toMatchObject({ style: 'deepObject' });
  });

  test('of an allOf body are flat', () => {
    const components = {
      schemas: {
        Base: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
        },
        New: {
          allOf: [
            { $ref: '#/components/schemas/Base' },
            { properties: { size: { type: 'integer' } } },
            { required: ['name'] },
          ],
        },
      },
    };
    const { input, body } = operation(
      { requestBody: { required: true, ...json({ $ref: '#/components/schemas/New' }) } },
      { components },
    );
    expect(input).toEqual({
      type: 'object',
      properties: { name: { type: 'string' }, size: { type: 'integer' } },
      required: ['name'],
      additionalProperties: false,
    });
    expect(body).toMatchObject({
      required: true,
      mediaType: 'application/json',
      schema: { type: 'object', required: ['name'] },
    });
  });

  test('of a body with alternatives are those of any, required what all require', () => {
    const oneOf = [
      { type: 'object', required: ['kind', 'a'], properties: { kind: { const: 'a' }, a: { type: 'string' } } },
      { type: 'object', required: ['kind'], properties: { kind: { const: 'b' }, b: { type: 'string' } } },
    ];
    const { input } = operation({ requestBody: { required: true, ...json({ oneOf }) } });
    expect(input).toMatchObject({
      properties: { kind: { anyOf: [{ const: 'a' }, { const: 'b' }] }, a: {}, b: {} },
      required: ['kind'],
    });
  });

  test.each([
    ['a list', { type: 'array', items: { type: 'string' } }],
    ['an object one of whose properties a parameter hides', { type: 'object', properties: { id: { type: 'string' } } }],
  ])('of %s as body are passed as body', (_what, schema) => {
    const { input } = operation({ requestBody: { required: true, ...json(schema) } }, {}, '/things/{id}');
    expect(input).toMatchObject({ properties: { id: { type: 'string' }, body: schema }, required: ['id', 'body'] });
  });

  test('of an optional body are optional', () => {
    const schema = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } };
    expect(operation({ requestBody: json(schema) }).input).not.toHaveProperty('required');
  });

  test.each([
    [{ 'text/plain': {}, 'application/json': { schema: { type: 'object' } } }, 'application/json'],
    [{ 'multipart/form-data': {}, 'application/x-www-form-urlencoded': {} }, 'application/x-www-form-urlencoded'],
    [{ 'application/xml': {}, 'application/vnd.shop+json; v=1': {} }, 'application/vnd.shop+json; v=1'],
    [{ '*/*': {} }, 'application/json'],
    [{ 'application/pdf': {} }, 'application/pdf'],
  ])('of a body in %j travel in the best type', (content, mediaType) => {
    expect(operation({ requestBody: { content } }).body?.mediaType).toBe(mediaType);
  });
});

describe('schemas', () => {
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
});

describe('responses', () => {
  test('of the lowest success describe the output, those of failures the errors', () => {
    const { output, errors } = operation(
      {
        responses: {
          404: { description: 'Not there. Really.' },
          201: json({ type: 'string' }),
          200: json({ type: 'integer' }),
          '4XX': { $ref: '#/components/responses/Bad' },
          default: { description: 'Oops' },
        },
      },
      { components: { responses: { Bad: { description: 'Bad' } } } },
    );
    expect(output).toEqual({ type: 'integer' });
    expect(errors).toEqual([
      { status: 404, summary: 'Not there' },
      { status: 400, summary: 'Bad' },
    ]);
  });

  test.each([
    [{ 204: { description: 'Gone' } }, { type: 'null' }],
    [{ 200: { description: 'ok' } }, {}],
    [{}, {}],
    [{ default: json({ type: 'string' }) }, { type: 'string' }],
    [{ 200: { content: { 'text/csv': {} } } }, { type: 'string' }],
    [{ 200: { content: { 'application/pdf': {} } } }, { type: 'string', contentEncoding: 'base64' }],
    [{ '2XX': json({ type: 'string' }) }, { type: 'string' }],
    [
      {
        200: {
          content: { 'application/json': { schema: { type: 'object' }, examples: { one: { value: { a: 1 } } } } },
        },
      },
      { type: 'object', examples: [{ a: 1 }] },
    ],
  ])('%j give %j', (responses, expected) => {
    expect(operation({ responses }).output).toEqual(expected);
  });
});

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
    [
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]`,
      'error unreadable',
    ],
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
