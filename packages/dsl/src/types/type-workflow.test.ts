import { printType } from '@parley/jq';
import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../validate/parse-workflow.ts';
import { catalogOf } from './testing/shorthand.ts';
import { typeWorkflow } from './type-workflow.ts';

const CATALOG = {
  ...catalogOf({
    operations: {
      'shop.getOrder': {
        route: 'GET /orders/{orderId}',
        args: { orderId: 'string', 'withLines?': 'boolean' },
        gives: { orderId: 'string', status: 'open|paid', lines: [{ sku: 'string', quantity: 'integer' }] },
      },
    },
    events: { 'order.placed': { orderId: 'string', total: 'number' }, 'order.paid': { paidAt: 'date-time' } },
  }),
  workflows: [
    {
      namespace: 'shop',
      name: 'refund',
      version: '1.0.0',
      summary: '',
      input: { type: 'object', properties: { orderId: { type: 'string' } }, required: ['orderId'] },
      output: { type: 'object', properties: { refunded: { type: 'boolean' } }, required: ['refunded'] },
    },
  ],
};

const HEAD = `document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }
use:
  functions:
    getOrder:
      call: openapi
      with: { document: { endpoint: https://shop.example.com/openapi.json }, operationId: getOrder, parameters: "\${ . }" }
`;

function check(body: string) {
  const { draft, diagnostics, source } = parseWorkflow(HEAD + body);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const types = typeWorkflow(draft!, CATALOG, { source });
  const at = (pointer: string): string => printType(types.typeAt(pointer)!.input);
  return { types, at, found: types.diagnostics.map(({ code, message }) => `${code}: ${message}`) };
}

const GET = 'get: { call: getOrder, with: { orderId: A } }';

describe('the steps of a task', () => {
  it('go through if, input, output and export in the order of the engine', () => {
    const { at, types } = check(`do:
  - ${GET}
  - keep:
      if: .status == "open"
      input: { from: "{ id: .orderId, status }" }
      set: { seen: "\${ .id }", status: "\${ .status }" }
      output: { as: "{ status, raw: $input.id }" }
      export: { as: "{ last: $output.status }" }
  - next: { set: { a: "\${ . }" } }
`);
    expect(at('/do/1/keep/if')).toContain('status: "open" | "paid"');
    expect(at('/do/1/keep/input/from')).toContain('status: "open"');
    expect(at('/do/1/keep/set/seen')).toBe('{ id: string, status: "open" }');
    expect(at('/do/1/keep/export/as')).toBe('{ status: "open", raw: string }');
    expect(printType(types.typeAt('/do/2/next/set/a')!.variables.context!)).toBe('{ last: "open" } | null');
    // The task was skipped for what is paid.
    expect(at('/do/2/next/set/a')).toContain('status: "paid"');
  });

  it('narrow to the schemas that values have passed', () => {
    const { at, found } =
      check(`input: { schema: { document: { type: object, properties: { n: { type: integer } }, required: [n] } } }
do:
  - one: { set: { m: "\${ .n }" }, output: { schema: { document: { required: [m, k] } } } }
  - two: { set: { k: "\${ .k }" } }
`);
    expect(at('/do/0/one/set/m')).toBe('{ n: integer, ... }');
    expect(found).toEqual([expect.stringContaining('schema_mismatch')]);
    expect(at('/do/1/two/set/k')).toContain('k');
  });
});

describe('flow', () => {
  it('joins what leads to a task, by jumps too', () => {
    const { at } = check(`do:
  - count: { set: { n: 1, done: "\${ [.] }" } }
  - more:
      switch: [{ again: { when: .n < 3, then: again } }, { stop: { then: last } }]
  - again: { set: { n: "\${ .n + 1 }", done: "\${ .done }" }, then: more }
  - last: { set: { n: "\${ .n }" } }
`);
    expect(at('/do/3/last/set/n')).toBe('{ n: number, done: [unknown] }');
  });

  it('narrows cases by what the ones before have left', () => {
    const { at, found } = check(`do:
  - ${GET}
  - way:
      switch:
        - open: { when: .status == "open", then: one }
        - paid: { when: .status == "paid", then: two }
        - rest: { then: end }
  - one: { set: { s: "\${ .status }" }, then: end }
  - two: { set: { s: "\${ .status }" } }
`);
    expect(at('/do/2/one/set/s')).toContain('status: "open"');
    expect(at('/do/3/two/set/s')).toContain('status: "paid"');
    expect(found).toEqual(['constant_condition: This condition always holds']);
  });
});

describe('loops', () => {
  it('give each iteration what the one before gave', () => {
    const { at, types } = check(`do:
  - ${GET}
  - each:
      for: { each: line, in: .lines, at: i }
      while: $i < 5
      do: [{ add: { set: { sum: "\${ (.sum? // 0) + $line.quantity }" } } }]
  - last: { set: { x: "\${ . }" } }
`);
    expect(printType(types.typeAt('/do/1/each/while')!.variables.line!)).toContain('quantity: integer');
    expect(at('/do/1/each/do/0/add/set/sum')).toContain('sum: number');
    expect(at('/do/2/last/set/x')).toContain('orderId');
  });

  it('that run side by side give a list', () => {
    const { at } = check(`do:
  - ${GET}
  - each:
      for: { in: .lines }
      do: [{ one: { set: { sku: "\${ $item.sku }" } } }]
      metadata: { parallel: { max: 3 } }
  - last: { set: { x: "\${ . }" } }
`);
    expect(at('/do/2/last/set/x')).toBe('{ sku: string }[]');
  });

  it('over what is no list are refused', () => {
    const { found } = check(`do:
  - ${GET}
  - each: { for: { in: .status }, do: [{ one: { wait: PT1S } }] }
`);
    expect(found).toEqual(['not_a_list: A loop needs a list, and this is "open" | "paid"']);
  });
});

describe('branches', () => {
  const branches = (compete: boolean) => `do:
  - both:
      fork:
        compete: ${compete}
        branches:
          - a: { set: { x: 1 }, export: { as: "{ a: 1 }" } }
          - b: { set: { y: 2 }, export: { as: "{ b: 2 }" } }
  - last: { set: { x: "\${ $context }", y: "\${ . }" } }
`;
  it('give a list in the order of declaration, and merge what they export', () => {
    const { at, types } = check(branches(false));
    expect(at('/do/1/last/set/y')).toBe('[{ x: 1 }, { y: 2 }]');
    expect(printType(types.typeAt('/do/1/last/set/x')!.variables.context!)).toContain('b: 2');
  });
  it('that compete give one of them', () => {
    expect(check(branches(true)).at('/do/1/last/set/y')).toBe('{ x: 1 } | { y: 2 }');
  });
});

describe('errors', () => {
  it('have the shape of a problem, and what is handled joins what went well', () => {
    const { at, found } = check(`do:
  - attempt:
      try: [{ ${GET} }]
      catch:
        as: fault
        do: [{ note: { set: { why: "\${ $fault.detail }", kind: "\${ $fault.typ }" } } }]
  - last: { set: { x: "\${ . }" } }
`);
    expect(at('/do/1/last/set/x')).toContain('why: string | null');
    expect(at('/do/1/last/set/x')).toContain('orderId: string');
    expect(found).toEqual(['unknown_field: "typ" is not a property of the object']);
  });
  it('that are raised lead nowhere', () => {
    const { at } = check(`do:
  - ${GET}
  - way: { switch: [{ bad: { when: .status == "paid", then: stop } }, { good: { then: last } }] }
  - stop: { raise: { error: { type: https://a.example, status: 400 } } }
  - last: { set: { x: "\${ .status }" } }
`);
    expect(at('/do/3/last/set/x')).toContain('status: "open"');
  });
});

describe('events', () => {
  it('that are listened to are a list of data, or of envelopes', () => {
    const { at } = check(`do:
  - one: { listen: { to: { one: { with: { type: order.placed } } } } }
  - a: { set: { x: "\${ . }" } }
  - all: { listen: { to: { all: [{ with: { type: order.placed } }, { with: { type: order.paid } }] }, read: envelope } }
  - b: { set: { x: "\${ .[0].data }" } }
`);
    expect(at('/do/1/a/set/x')).toContain('orderId: string');
    expect(at('/do/3/b/set/x')).toContain('data');
  });
  it('that start the workflow are its input', () => {
    const { at } = check(`schedule: { on: { one: { with: { type: order.placed } } } }
do: [{ a: { set: { x: "\${ .[0].total }" } } }]
`);
    expect(at('/do/0/a/set/x')).toContain('total: number');
  });
  it('that are emitted have to fit, and are the output', () => {
    const { at, found } = check(`do:
  - tell: { emit: { event: { with: { type: order.placed, data: { orderId: 7, totl: 3 } } } } }
  - a: { set: { x: "\${ .id }" } }
`);
    expect(found.toSorted()).toEqual([
      'wrong_event_data: order.placed has no “totl”',
      'wrong_event_data: order.placed needs “total”',
      'wrong_event_data: “orderId” is 7, string is wanted',
    ]);
    expect(at('/do/1/a/set/x')).toContain('type: "order.placed"');
  });
  it('are worked on one by one', () => {
    const { at } = check(`do:
  - some:
      listen: { to: { any: [{ with: { type: order.placed } }], until: length > 2 } }
      foreach: { item: order, do: [{ a: { set: { x: "\${ $order.total }" } } }], output: { as: .x } }
  - b: { set: { x: "\${ . }" } }
`);
    expect(at('/do/1/b/set/x')).toBe('number[]');
  });
});

describe('calls', () => {
  it('of workflows have their input and output', () => {
    const { at, found } = check(`do:
  - back: { run: { workflow: { namespace: shop, name: refund, version: 1.0.0, input: { order: 1 } } } }
  - a: { set: { x: "\${ .refunded }" } }
`);
    expect(at('/do/1/a/set/x')).toContain('refunded: boolean');
    expect(found).toEqual([expect.stringContaining('missing_argument'), expect.stringContaining('unknown_argument')]);
  });
  it('of processes give what return asks for', () => {
    const { at } = check(`do:
  - run: { run: { shell: { command: ls }, return: all } }
  - a: { set: { x: "\${ .code }" } }
`);
    expect(at('/do/1/a/set/x')).toBe('{ code: integer, stdout: string, stderr: string }');
  });
  it('take null for an optional argument, and refuse it for another', () => {
    expect(check(`do: [{ a: { call: getOrder, with: { orderId: A, withLines: null } } }]`).found).toEqual([]);
    expect(check(`do: [{ a: { call: getOrder, with: { orderId: null } } }]`).found).toEqual([
      'missing_argument: shop.getOrder needs “orderId”, and this is null',
    ]);
  });
  it('with response give the content within', () => {
    const { at } = check(`do:
  - a: { call: http, with: { method: get, endpoint: https://a.example, output: response } }
  - b: { set: { x: "\${ .statusCode }" } }
`);
    expect(at('/do/1/b/set/x')).toContain('statusCode: integer');
  });
  it('of own functions see their arguments and are told what is wrong for every caller', () => {
    const { found, at } = check(
      `do: [{ a: { call: twice, with: { n: 2 } } }, { b: { call: twice, with: { m: 2 } } }, { c: { set: { x: "\${ . }" } } }]\n`.replace(
        /^/,
        `    twice: { set: { double: "\${ .n * 2 }", wrong: "\${ .k }" } }\n`,
      ),
    );
    expect(found).toEqual(['unknown_field: "k" is not a property of the object']);
    expect(at('/do/2/c/set/x')).toContain('double');
  });
});

describe('bounds', () => {
  it('hold for nested loops and growing values', () => {
    const deep = (level: number): string =>
      level === 0
        ? '[{ grow: { set: { a: "${ [., .] }" } } }]'
        : `[{ l${level}: { for: { in: "[1, 2]" }, do: ${deep(level - 1)} } }, { g${level}: { set: "\${ [., .] }" } }]`;
    expect(check(`do: ${deep(12)}\n`).found).toEqual([]);
  });
  it('hold for a long chain that doubles what it gets', () => {
    const chain = Array.from({ length: 60 }, (_, i) => `  - t${i}: { set: { a: "\${ . }", b: "\${ . }" } }\n`).join('');
    expect(
      check(`do:\n${chain}  - again: { if: (.a | tostring) != "x", set: { a: "\${ . }" }, then: t0 }\n`).found,
    ).toEqual([]);
  });
});
