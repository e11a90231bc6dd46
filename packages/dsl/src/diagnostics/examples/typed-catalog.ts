import type { Catalog } from '../../catalog.ts';

const TEXT = { type: 'string' } as const;

/** What the examples of the types know about the world: one operation, one event, one workflow. */
export const TYPED_CATALOG: Catalog = {
  operations: [
    {
      id: 'kitchen.bookSlot',
      connection: 'kitchen',
      name: 'bookSlot',
      kind: 'openapi',
      documentUrl: 'https://kitchen.example.com/openapi.json',
      method: 'POST',
      path: '/days/{day}/slots',
      summary: 'Books a slot',
      description: '',
      tags: [],
      parameters: [{ name: 'day', in: 'path', required: true, schema: { type: 'string', format: 'date' } }],
      body: {
        required: false,
        mediaType: 'application/json',
        schema: {
          type: 'object',
          properties: { size: { enum: ['small', 'large'] }, durationSeconds: { type: 'integer' } },
        },
      },
      input: {
        type: 'object',
        properties: {
          day: { type: 'string', format: 'date' },
          size: { enum: ['small', 'large'] },
          durationSeconds: { type: 'integer' },
        },
        required: ['day'],
      },
      output: {
        type: 'object',
        title: 'Slot',
        properties: { slotId: TEXT, status: { enum: ['free', 'taken'] }, cooks: { type: 'array', items: TEXT } },
        required: ['slotId', 'status', 'cooks'],
      },
      errors: [],
    },
  ],
  events: [
    {
      type: 'order.placed',
      connection: 'pos',
      summary: 'An order was placed',
      description: '',
      data: {
        type: 'object',
        properties: { orderId: TEXT, total: { type: 'number' } },
        required: ['orderId', 'total'],
        additionalProperties: false,
      },
    },
  ],
  functions: [],
  workflows: [
    {
      namespace: 'shop',
      name: 'refund',
      version: '1.0.0',
      summary: 'Pays an order back',
      input: { type: 'object', properties: { orderId: TEXT }, required: ['orderId'] },
      output: {},
    },
  ],
};
