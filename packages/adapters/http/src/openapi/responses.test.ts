import { expect, test } from 'vitest';
import { json, operation } from '../testing/openapi.ts';

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
