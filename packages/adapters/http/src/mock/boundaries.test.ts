import { expect, it } from 'vitest';
import { boundariesOf } from './boundaries.ts';

it('differ from the sample in one place each and fit the schema', () => {
  const boundaries = boundariesOf({
    type: 'object',
    required: ['orderId', 'items', 'total'],
    properties: {
      orderId: { type: 'string', minLength: 1, examples: ['ord_1'] },
      items: { type: 'array', items: { type: 'string' }, examples: [['soup']] },
      total: { type: 'number', minimum: 0, examples: [12] },
      note: { type: 'string', examples: ['no onions'] },
      customer: {
        type: 'object',
        required: ['id'],
        properties: { id: { const: 'c' }, points: { type: 'integer', default: 3 } },
      },
    },
  });

  const usual = { orderId: 'ord_1', items: ['soup'], total: 12, note: 'no onions', customer: { id: 'c', points: 3 } };
  const { note: _, ...withoutNote } = usual;
  const { customer: __, ...withoutCustomer } = usual;
  expect(boundaries).toEqual([
    { name: '“items” is an empty list', value: { ...usual, items: [] } },
    { name: '“total” is 0', value: { ...usual, total: 0 } },
    { name: '“note” is empty', value: { ...usual, note: '' } },
    { name: '“note” is missing', value: withoutNote },
    { name: '“customer” is missing', value: withoutCustomer },
    { name: '“customer.points” is 0', value: { ...usual, customer: { id: 'c', points: 0 } } },
    { name: '“customer.points” is missing', value: { ...usual, customer: { id: 'c' } } },
  ]);
});

it('are few, however large the schema, and none for a schema that allows no other value', () => {
  const properties = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`p${n}`, { type: 'integer' }]));

  expect(boundariesOf({ type: 'object', properties })).toHaveLength(12);
  expect(boundariesOf({ const: { a: 1 } })).toEqual([]);
});
