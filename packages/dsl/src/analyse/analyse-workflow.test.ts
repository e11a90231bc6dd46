import { describe, expect, it } from 'vitest';
import { analyseWorkflow, parseWorkflow } from '../index.ts';

const HEAD = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';

function analyse(text: string) {
  const { workflow, diagnostics, source } = parseWorkflow(HEAD + text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return analyseWorkflow(workflow!, { source });
}

/** `reader <- source: paths` for every dependency, tasks by name. */
function dependencies(text: string): string[] {
  const name = (pointer: string) => pointer.split('/').at(-1)!;
  return analyse(text).dependencies.map(({ task, on, reads }) => {
    const paths = new Set(reads.map(({ path }) => (path ? `.${path.join('.')}` : 'made')));
    return `${name(task)} <- ${name(on)}: ${[...paths].join(' ')}`;
  });
}

const call = (name: string, more = '', method = 'get'): string =>
  `- ${name}: { call: http, with: { method: ${method}, endpoint: "https://x.example.com/${name}"${more} } }\n`;

const codes = (text: string): string[] => analyse(text).diagnostics.map(({ code, span }) => `${code}@${span!.line}`);

describe('the dependencies of tasks', () => {
  it('go through the chain of outputs', () => {
    const text = `do:\n${call('order')}- pause: { wait: PT1S }\n${call('pay', ', body: { amount: "${ .total * 2 }", who: "${ .customer.id }" }')}`;
    expect(dependencies(text)).toEqual(['pay <- order: .total .customer.id']);
  });
  it('go through the context', () => {
    const text = `do:
- order: { call: http, with: { method: get, endpoint: "https://x.example.com" }, export: { as: "{order: .}" } }
${call('stock')}${call('pay', ', body: "${ $context.order.total }"')}`;
    expect(dependencies(text)).toEqual(['pay <- order: made .total']);
  });
  it('do not grow with a chain of tasks that hand a value on', () => {
    const sets = Array.from({ length: 60 }, (_, i) => `- set${i}: { set: { id: "\${ .id }" } }\n`).join('');
    const found = dependencies(`do:\n${call('order')}${sets}`);
    expect(found).toHaveLength(1 + 59 * 2);
    expect(found.slice(-2)).toEqual(['set59 <- set58: made', 'set59 <- order: .id']);
  });
  it('go through maps that a task puts together, to that task and to what it took', () => {
    const text = `do:\n${call('order')}- shape: { set: { id: "\${ .orderId }", all: "\${ . }" } }\n${call('pay', ', body: "${ .all.items[0].price + .id }"')}`;
    expect(dependencies(text)).toEqual([
      'shape <- order: .orderId .',
      'pay <- shape: made',
      'pay <- order: .items.[].price .orderId',
    ]);
  });
  it('join what different ways lead to', () => {
    const text = `do:
- route: { switch: [{ a: { when: .a, then: one } }, { b: { then: two } }] }
- one: { call: http, with: { method: get, endpoint: "https://x.example.com/1" }, then: end }
- two: { call: http, with: { method: get, endpoint: "https://x.example.com/2" } }
- maybe: { if: .skip, call: http, with: { method: get, endpoint: "https://x.example.com/3" } }
${call('last', ', body: "${ .x }"')}`;
    expect(dependencies(text)).toEqual(['maybe <- two: .skip', 'last <- two: .x', 'last <- maybe: .x']);
  });
  it('see through the usual functions of jq', () => {
    const text = `do:\n${call('list')}- use: { set: { a: "\${ .items | map(select(.price > 1)) | sort_by(.date) | .[0].name }", b: "\${ .items | length }", c: "\${ [.other[] | {n: .m}] | first | .n }" } }\n`;
    expect(dependencies(text)).toEqual([
      'use <- list: .items.[].price .items.[].date .items.[].name .items .other.[].m',
    ]);
  });
  it('go into loops, branches and handlers, and from one iteration to the next', () => {
    const text = `do:
${call('orders')}- each:
    for: { each: order, in: .list }
    do:
      - add: { set: { sum: "\${ .sum + $order.total }" } }
- both: { fork: { branches: [{ left: { set: { l: "\${ .sum }" } } }, { right: { set: { r: 1 } } }] } }
- last: { set: { x: "\${ .[1].r }", y: "\${ .[0].l }" } }
`;
    expect(dependencies(text)).toEqual([
      'each <- orders: .list',
      'add <- orders: .sum .list.[].total',
      'left <- orders: .sum',
      'left <- add: made',
      'last <- right: made',
      'last <- left: made',
      'last <- orders: .sum',
      'last <- add: made',
    ]);
  });
  it('are found at the place that reads', () => {
    const { dependencies: found } = analyse(`do:\n${call('a')}${call('b', ', query: { q: "${ .x.y }" }')}`);
    expect(found).toEqual([
      { task: '/do/1/b', on: '/do/0/a', reads: [{ pointer: '/do/1/b/with/query/q', path: ['x', 'y'] }] },
    ]);
  });
  it('end in time on expressions that multiply what they take', () => {
    const steps = Array.from(
      { length: 60 },
      (_, index) => `- s${index}: { set: { a: "\${ . }", b: "\${ [., .a, .b] }" } }\n`,
    );
    expect(analyse(`do:\n${steps.join('')}`).dependencies.length).toBeGreaterThan(50);
    const nested = `${'map('.repeat(20)}.${')'.repeat(20)}`;
    expect(
      dependencies(`do:\n${call('a')}- b: { set: { x: "\${ f(${nested}) }" } }\n`.replace('f(', 'group_by(')),
    ).toHaveLength(1);
  });
});

describe('what could run side by side', () => {
  it('is what follows each other without needing each other', () => {
    const text = `do:\n${call('a')}${call('b')}${call('c', ', query: { q: "${ .fromB }" }')}${call('d', '', 'post')}`;
    expect(analyse(text).parallel).toEqual([
      ['/do/0/a', '/do/1/b'],
      ['/do/2/c', '/do/3/d'],
    ]);
    expect(codes(text)).toEqual(['could_fork@3']);
  });
  it('is nothing where directives lead into the middle or both write the context', () => {
    const exported = call('a').replace(' }\n', ', export: { as: . } }\n');
    expect(analyse(`do:\n${exported}${exported.replace('- a', '- b')}`).parallel).toEqual([]);
    expect(
      analyse(`do:\n${call('a')}${call('b')}- r: { switch: [{ x: { when: .y, then: b } }] }\n- w: { wait: PT1S }\n`)
        .parallel,
    ).toEqual([]);
  });
});

describe('the flow of control', () => {
  it('comes to tasks behind conditions, handlers and jumps', () => {
    const text = `do:
- a: { if: .x, set: { a: 1 }, then: end }
- b: { try: [{ c: { raise: { error: { type: "https://e.example.com", status: 400 } } } }], catch: { do: [] } }
- d: { set: { a: 1 }, then: f }
- e: { set: { a: 1 }, then: end }
- f: { switch: [{ x: { when: .x, then: e } }, { y: { then: end } }] }
`;
    expect(codes(text)).toEqual([]);
  });
  it('never comes behind what always ends, faults or leads elsewhere', () => {
    expect(
      codes(
        'do:\n- a: { raise: { error: { type: "https://e", status: 400 } } }\n- b: { wait: PT1S }\n- c: { wait: PT1S }\n',
      ),
    ).toEqual(['unreachable_task@4']);
    expect(codes('do:\n- g: { do: [{ a: { wait: PT1S, then: end } }] }\n- b: { wait: PT1S }\n')).toEqual([
      'unreachable_task@4',
    ]);
    expect(
      codes(
        'do:\n- a: { switch: [{ x: { then: c } }] }\n- b: { do: [{ i: { wait: PT1S } }, { j: { wait: PT1S } }] }\n- c: { wait: PT1S }\n',
      ),
    ).toEqual(['unreachable_task@4']);
  });
  it('tells loops that end from loops that do not, and those that wait from those that do not', () => {
    const loop = (way: string, pause: string) =>
      `do:\n- a: ${pause}\n- r: { switch: [{ again: { when: .x, then: a } }, { no: { then: ${way} } }] }\n`;
    expect(codes(loop('end', '{ wait: PT1S }'))).toEqual([]);
    expect(codes(loop('end', '{ set: { a: 1 } }'))).toEqual(['busy_loop@4']);
    expect(codes(loop('a', '{ wait: PT1S }'))).toEqual(['endless_loop@4']);
    expect(codes(loop('end', '{ do: [{ w: { wait: PT1S } }] }'))).toEqual([]);
  });
});
