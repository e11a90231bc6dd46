import type { Catalog, Operation } from '@parley/dsl';

/** A catalog of operations as an installation with a few large APIs has it. */
export function catalogOf(operations: number): Catalog {
  return { operations: Array.from({ length: operations }, (_, i) => operation(i)), events: [], functions: [] };
}

const DOCUMENT = 'https://kitchen.example.com/openapi.json';

function operation(i: number): Operation {
  const name = `operation${i}`;
  const order = {
    type: 'object',
    required: ['id', 'status', 'total', 'items'],
    properties: {
      id: { type: 'string' },
      status: { enum: ['pending', 'confirmed', 'done'] },
      total: { type: 'number' },
      note: { type: 'string' },
      address: { type: 'object', properties: { street: { type: 'string' }, zip: { type: 'string' } } },
      items: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'price'],
          properties: { name: { type: 'string' }, price: { type: 'number' }, amount: { type: 'integer' } },
        },
      },
    },
  };
  const input = {
    type: 'object',
    required: ['orderId', 'amount'],
    properties: { orderId: { type: 'string' }, amount: { type: 'number' }, note: { type: 'string' } },
    additionalProperties: false,
  };
  return {
    id: `kitchen.${name}`,
    connection: 'kitchen',
    name,
    kind: 'openapi',
    documentUrl: DOCUMENT,
    method: 'POST',
    path: `/orders/{orderId}/${name}`,
    summary: `Operation ${i}`,
    description: '',
    tags: [],
    parameters: [{ name: 'orderId', in: 'path', required: true, schema: { type: 'string' } }],
    body: { required: true, mediaType: 'application/json', schema: input },
    input,
    output: order,
    errors: [{ status: 503, summary: 'Busy' }],
  };
}

/**
 * A definition of about `tasks` tasks of every usual kind, in groups, that calls up to `operations` operations. A portable one
 * names the parameters of each operation, which Parley does not need and the official schema does.
 */
export function definitionOf(tasks: number, operations: number, portable = false): string {
  const groups = Math.max(1, Math.round(tasks / TASKS_PER_GROUP));
  const used = Math.min(operations, groups * CALLS_PER_GROUP);
  return [
    ...HEAD,
    ...Array.from({ length: used }, (_, i) => functionLines(i, portable)).flat(),
    'do:',
    ...Array.from({ length: groups }, (_, i) => group(i, used)).flat(),
    '',
  ].join('\n');
}

const HEAD = [
  'document: { dsl: 1.0.0, namespace: bench, name: orders, version: 1.0.0 }',
  'input:',
  '  schema:',
  '    document:',
  '      type: object',
  '      required: [orderId, total, items]',
  '      properties:',
  '        orderId: { type: string }',
  '        total: { type: number }',
  '        items: { type: array, items: { type: object, properties: { name: { type: string } } } }',
  'use:',
  '  retries:',
  '    often:',
  '      delay: { seconds: 1 }',
  '      limit: { attempt: { count: 3 } }',
  '  functions:',
];

function functionLines(i: number, portable: boolean): string[] {
  const parameters = portable ? '{ orderId: "${ .orderId }", amount: "${ .amount }" }' : '${ . }';
  return [
    `    operation${i}:`,
    '      call: openapi',
    '      with:',
    `        document: { endpoint: ${DOCUMENT} }`,
    `        operationId: operation${i}`,
    `        parameters: ${parameters}`,
  ];
}

const TASKS_PER_GROUP = 10;
const CALLS_PER_GROUP = 3;

function group(i: number, operations: number): string[] {
  const call = (n: number): string => `operation${(i * CALLS_PER_GROUP + n) % operations}`;
  return [
    `  # group ${i}`,
    `  - prepare${i}:`,
    '      set:',
    '        orderId: ${ $workflow.input.orderId }',
    '        total: ${ $workflow.input.total }',
    `  - fetch${i}:`,
    `      call: ${call(0)}`,
    '      with:',
    '        orderId: ${ .orderId }',
    `        amount: \${ .total + ${i} }`,
    '      export: { as: "${ $context + { order: . } }" }',
    `  - decide${i}:`,
    '      switch:',
    `        - large: { when: .total > 100, then: try${i} }`,
    `        - other: { then: wait${i} }`,
    `  - try${i}:`,
    '      try:',
    `        - confirm${i}:`,
    `            call: ${call(1)}`,
    '            with:',
    '              orderId: ${ $context.order.id }',
    '              amount: ${ [$context.order.items[].price] | add }',
    '              note: \'${ "Order \\($context.order.id) of \\($workflow.input.orderId)" }\'',
    '      catch:',
    '        errors: { with: { status: 503 } }',
    '        retry: often',
    `  - wait${i}:`,
    '      wait: { seconds: 5 }',
    `  - loop${i}:`,
    '      for: { each: item, in: "$context.order.items" }',
    '      do:',
    `        - line${i}:`,
    '            if: $item.price > 0',
    `            call: ${call(2)}`,
    '            with:',
    '              orderId: ${ $context.order.id }',
    '              amount: ${ $item.price * ($item.amount // 1) }',
    `        - note${i}:`,
    '            set:',
    '              last: ${ .status }',
    `  - tell${i}:`,
    '      emit:',
    '        event:',
    '          with:',
    '            source: https://kitchen.example.com',
    '            type: order.done',
    '            data: { order: "${ $context.order.id }" }',
  ];
}
