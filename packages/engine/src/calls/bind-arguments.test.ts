import type { Operation, OperationParameter } from '@parley/dsl';
import { describe, expect, it } from 'vitest';
import { bindArguments } from './bind-arguments.ts';

function operation(parameters: readonly Partial<OperationParameter>[], body?: Operation['body']): Operation {
  return {
    id: 'shop.change',
    connection: 'shop',
    name: 'change',
    kind: 'openapi',
    documentUrl: 'https://shop.test/openapi.json',
    method: 'PUT',
    path: '/items/{itemId}/parts/{part}',
    summary: '',
    description: '',
    tags: [],
    parameters: parameters.map((parameter) => ({
      name: '',
      in: 'query',
      required: false,
      schema: true,
      ...parameter,
    })),
    ...(body && { body }),
    input: true,
    output: true,
    errors: [],
  };
}

const PATH = [
  { name: 'itemId', in: 'path', required: true },
  { name: 'part', in: 'path', required: true },
] as const;
const json = (schema: object, required = true) => ({ required, mediaType: 'application/json', schema: { ...schema } });

describe('bindArguments', () => {
  it.each(['.', '..', ['..']])('refuses %j as a path parameter, which would lead to another operation', (itemId) => {
    expect(() => bindArguments(operation(PATH), { itemId, part: 1 })).toThrow('another operation');
  });

  it('encodes path parameters and joins lists in them', () => {
    const bound = bindArguments(operation(PATH), { itemId: 'a/b c', part: [1, 2] });
    expect(bound).toEqual({ method: 'PUT', path: '/items/a%2Fb%20c/parts/1%2C2', query: {}, headers: {} });
  });

  it('puts parameters where they belong and leaves out those that are null', () => {
    const bound = bindArguments(
      operation([
        ...PATH,
        { name: 'tag', in: 'query' },
        { name: 'none', in: 'query' },
        { name: 'X-Trace', in: 'header' },
        { name: 'session', in: 'cookie' },
      ]),
      { itemId: 1, part: 2, tag: ['a', 'b'], none: null, 'X-Trace': 7, session: 'a b' },
    );
    expect(bound.query).toEqual({ tag: ['a', 'b'] });
    expect(bound.headers).toEqual({ 'X-Trace': '7', cookie: 'session=a%20b' });
  });

  it('makes the body of the properties that are no parameters', () => {
    const nullable = { note: { type: ['string', 'null'] }, price: { type: 'number' } };
    const bound = bindArguments(operation(PATH, json({ type: 'object', properties: nullable })), {
      itemId: 1,
      part: 2,
      name: 'x',
      note: null,
      price: null,
    });
    expect(bound.body).toEqual({ name: 'x', note: null });
    expect(bound.headers).toEqual({ 'content-type': 'application/json' });
  });

  it('takes a whole body under `body`, and properties beside it', () => {
    const object = operation(PATH, json({ type: 'object' }));
    expect(bindArguments(object, { itemId: 1, part: 2, body: { itemId: 'inner' }, name: 'x' }).body).toEqual({
      itemId: 'inner',
      name: 'x',
    });
    const list = operation(PATH, json({ type: 'array' }));
    expect(bindArguments(list, { itemId: 1, part: 2, body: [1] }).body).toEqual([1]);
  });

  it('keeps a property that is called body', () => {
    const bound = bindArguments(operation(PATH, json({ properties: { body: {} } })), {
      itemId: 1,
      part: 2,
      body: 'text',
    });
    expect(bound.body).toEqual({ body: 'text' });
  });

  it('sends an empty object where a body is required, and nothing where it is not', () => {
    const args = { itemId: 1, part: 2 };
    expect(bindArguments(operation(PATH, json({ type: 'object' })), args).body).toEqual({});
    expect('body' in bindArguments(operation(PATH, json({ type: 'object' }, false)), args)).toBe(false);
  });

  it('encodes forms', () => {
    const form = { required: true, mediaType: 'application/x-www-form-urlencoded', schema: {} };
    const bound = bindArguments(operation(PATH, form), { itemId: 1, part: 2, a: 'x y', b: ['1', '2'] });
    expect(bound.body).toBe('a=x+y&b=1&b=2');
  });

  it.each([
    ['a required parameter is missing', operation(PATH), { itemId: 1 }, 'shop.change needs part'],
    ['an argument has no place', operation(PATH), { itemId: 1, part: 2, nme: 1 }, 'shop.change has no argument nme'],
    [
      'a body that is no object is missing',
      operation(PATH, json({ type: 'array' })),
      { itemId: 1, part: 2 },
      'shop.change needs a body',
    ],
  ])('refuses when %s', (_, target, args, detail) => {
    expect(() => bindArguments(target, args)).toThrow(detail);
  });
});
