import { expect, test } from 'vitest';
import { json, operation } from '../testing/openapi.ts';

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
