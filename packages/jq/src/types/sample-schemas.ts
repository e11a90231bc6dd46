import { fromJsonSchema } from './from-json-schema.ts';

/** A customer that may have a customer as parent: a recursive, closed schema. */
const Customer = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', description: 'Full name' },
    email: { type: 'string', format: 'email' },
    parent: { $ref: '#/$defs/Customer' },
  },
};

const payment = (kind: string, detail: string) => ({
  type: 'object',
  required: ['kind', detail],
  additionalProperties: false,
  properties: { kind: { const: kind }, [detail]: { type: 'string' } },
});

/** An order as an API describes it; for tests. */
const orderSchema = {
  title: 'Order',
  type: 'object',
  required: ['id', 'status', 'items', 'customer'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', format: 'uuid', description: 'Identifier of the order' },
    status: { enum: ['pending', 'paid', 'done'] },
    items: {
      type: 'array',
      items: {
        title: 'Item',
        type: 'object',
        required: ['sku', 'price', 'quantity'],
        properties: {
          sku: { type: 'string' },
          price: { type: 'number' },
          quantity: { type: 'integer' },
          note: { type: ['string', 'null'] },
        },
      },
    },
    customer: { $ref: '#/$defs/Customer' },
    total: { type: 'number' },
    payment: { oneOf: [payment('card', 'number'), payment('bank', 'iban')] },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    'due date': { type: 'string', format: 'date' },
  },
  $defs: { Customer },
};

/** The type of {@link orderSchema}. */
export const orderType = fromJsonSchema(orderSchema);
