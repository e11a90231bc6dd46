import type { Operation, OperationParameter } from '@parley/dsl';
import { describe, expect, it } from 'vitest';
import { bindArguments } from './bind-arguments.ts';

const operation = (parts: Partial<Operation>): Operation => ({
  id: 'shop.op',
  connection: 'shop',
  name: 'op',
  kind: 'openapi',
  documentUrl: 'https://shop.example/openapi.json',
  method: 'POST',
  path: '/things',
  summary: '',
  description: '',
  tags: [],
  parameters: [],
  input: {},
  output: {},
  errors: [],
  ...parts,
});
const query = (more: Partial<OperationParameter>): Operation =>
  operation({ parameters: [{ name: 'q', in: 'query', required: false, schema: {}, ...more }] });

describe('query parameters', () => {
  it.each<[Partial<OperationParameter>, unknown, object]>([
    [{}, 'a', { q: 'a' }],
    [{}, ['a', 1], { q: ['a', '1'] }],
    [{ explode: false }, ['a', 'b'], { q: 'a,b' }],
    [{ style: 'pipeDelimited' }, ['a', 'b'], { q: 'a|b' }],
    [{ style: 'spaceDelimited' }, ['a', 'b'], { q: 'a b' }],
    [
      { style: 'deepObject', explode: true },
      { a: 1, b: null, c: ['x'] },
      { 'q[a]': '1', 'q[c]': ['x'] },
    ],
    [{}, { a: 1 }, { a: '1' }],
    [{ explode: false }, { a: 1, b: 2 }, { q: 'a,1,b,2' }],
    [{}, null, {}],
  ])('%j write %j as %j', (parameter, value, written) => {
    expect(bindArguments(query(parameter), { q: value }).query).toEqual(written);
  });
});

it('a multipart body travels as its fields', () => {
  const body = { required: true, mediaType: 'multipart/form-data', schema: { type: 'object' } };
  expect(bindArguments(operation({ body }), { note: 'x' })).toMatchObject({
    headers: { 'content-type': 'multipart/form-data' },
    body: { note: 'x' },
  });
});
