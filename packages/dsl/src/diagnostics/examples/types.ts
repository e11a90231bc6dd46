import type { TYPES } from '../codes.ts';
import type { Examples } from './example.ts';

const order = (properties: string, tasks: string): string => `input:
  schema:
    document:
      type: object
      properties: ${properties}
do:
${tasks}`;

const set = (value: string): string => `  - note:
      set:
        value: ${value}
`;

const ORDER =
  '{ name: { type: string }, price: { type: number }, items: { type: array, items: { type: object, properties: { sku: { type: string } } } } }';

const call = (args: string): string => `  - book:
      call: openapi
      with:
        document:
          endpoint: https://kitchen.example.com/openapi.json
        operationId: bookSlot
        parameters:
          ${args}
`;

const condition = (text: string): string => `${call('day: 2026-03-31')}  - pause:
      if: ${text}
      wait: PT1M
`;

const loop = (items: string): string => `  - count:
      for:
        in: ${items}
      do:
        - note:
            set:
              sku: \${ $item }
`;

const context = (first: string): string => `do:
  - begin:
      set:
        count: 1
${first}  - next:
      set:
        value: \${ $context.count }
`;

const emit = (data: string): string => `do:
  - tell:
      emit:
        event:
          with:
            type: order.placed
            data:
              ${data}
`;

const listen = (type: string): string => `do:
  - waitForOrder:
      listen:
        to:
          one:
            with:
              type: ${type}
`;

const run = (name: string): string => `do:
  - payBack:
      run:
        workflow:
          namespace: shop
          name: ${name}
          version: 1.0.0
          input:
            orderId: A-17
`;

const output = (value: string): string => `do:
  - note:
      set:
        total: ${value}
      output:
        schema:
          document:
            type: object
            properties: { total: { type: number } }
`;

const request = (properties: string): string =>
  order(
    properties,
    `  - getPet:
      call: http
      with:
        method: get
        endpoint: https://example.com/pets/{petId}
`,
  );

/** The catalog they are checked with knows one operation, one event and one workflow. */
export const TYPE_EXAMPLES: Examples<keyof typeof TYPES> = {
  unknown_field: {
    bad: `do:\n  - first:\n      set:\n        total: 3\n${set('${ .totl }')}`,
    good: `do:\n  - first:\n      set:\n        total: 3\n${set('${ .total }')}`,
  },
  undeclared_field: { bad: order(ORDER, set('${ .nmae }')), good: order(ORDER, set('${ .name }')) },
  invalid_access: {
    bad: order(ORDER, set('${ .items.sku }')).replace('properties:', 'required: [items]\n      properties:'),
    good: order(ORDER, set('${ .items[0].sku }')),
  },
  not_iterable: {
    bad: order(`{ name: { type: string } }`, set('${ [.name[]] }').replace('note', 'split')).replace(
      'properties:',
      'required: [name]\n      properties:',
    ),
    good: order(`{ name: { type: string } }`, set('${ .name / "" }').replace('note', 'split')).replace(
      'properties:',
      'required: [name]\n      properties:',
    ),
  },
  wrong_operand: {
    bad: order('{ price: { type: number } }', set('${ .price + " EUR" }')).replace(
      'properties:',
      'required: [price]\n      properties:',
    ),
    good: order('{ price: { type: number } }', set('${ "\\(.price) EUR" }')),
  },
  never_equal: { bad: `do:\n${condition('.status == "open"')}`, good: `do:\n${condition('.status == "free"')}` },
  unreachable_branch: {
    bad: `do:\n${call('day: 2026-03-31')}${set('${ if .cooks then 1 else 2 end }')}`,
    good: `do:\n${call('day: 2026-03-31')}${set('${ if .cooks == [] then 1 else 2 end }')}`,
  },
  constant_condition: { bad: `do:\n${condition('.cooks')}`, good: `do:\n${condition('.cooks != []')}` },
  empty_context: { bad: context(''), good: context('      export:\n        as: .\n') },
  not_a_list: {
    bad: order('{ sku: { type: string } }', loop('.sku')).replace('properties:', 'required: [sku]\n      properties:'),
    good: order('{ sku: { type: string } }', loop('"[.sku]"')),
  },
  missing_argument: { bad: `do:\n${call('size: small')}`, good: `do:\n${call('day: 2026-03-31')}` },
  unknown_argument: {
    bad: `do:\n${call('day: 2026-03-31\n          sizes: small')}`,
    good: `do:\n${call('day: 2026-03-31\n          size: small')}`,
  },
  wrong_argument_type: {
    bad: `do:\n${call('day: 2026-03-31\n          durationSeconds: soon')}`,
    good: `do:\n${call('day: 2026-03-31\n          durationSeconds: 90')}`,
  },
  wrong_argument_value: {
    bad: `do:\n${call('day: 2026-03-31\n          size: smal')}`,
    good: `do:\n${call('day: 2026-03-31\n          size: small')}`,
  },
  number_for_integer: {
    bad: order('{ seconds: { type: number } }', call('day: 2026-03-31\n          durationSeconds: ${ .seconds }')),
    good: order(
      '{ seconds: { type: number } }',
      call('day: 2026-03-31\n          durationSeconds: ${ .seconds // 0 | round }'),
    ),
  },
  unit_mismatch: {
    bad: order(
      '{ waitMinutes: { type: integer } }',
      call('day: 2026-03-31\n          durationSeconds: ${ .waitMinutes }'),
    ),
    good: order(
      '{ waitMinutes: { type: integer } }',
      call('day: 2026-03-31\n          durationSeconds: ${ (.waitMinutes // 0) * 60 }'),
    ),
  },
  format_mismatch: {
    bad: order('{ placedAt: { type: string, format: date-time } }', call('day: ${ .placedAt }')),
    good: order('{ placedOn: { type: string, format: date } }', call('day: ${ .placedOn }')),
  },
  missing_path_variable: {
    bad: request('{ id: { type: string } }').replace('properties:', 'additionalProperties: false\n      properties:'),
    good: request('{ petId: { type: string } }'),
  },
  unknown_operation: {
    bad: `do:\n${call('day: 2026-03-31').replace('bookSlot', 'bokSlot')}`,
    good: `do:\n${call('day: 2026-03-31')}`,
  },
  unknown_workflow: { bad: run('refunds'), good: run('refund') },
  unknown_event_type: { bad: listen('order.place'), good: listen('order.placed') },
  wrong_event_data: {
    bad: emit('orderId: A-17\n              total: "3"'),
    good: emit('orderId: A-17\n              total: 3'),
  },
  schema_mismatch: { bad: output('"3"'), good: output('3') },
};
