import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawTree, explainWorkflow, parseWorkflow, summarizeTask, type Workflow, walkTasks } from '../index.ts';
import { workflows } from '../testing/index.ts';
import { conditionWords, valueWords } from './expression-words.ts';
import { durationWords, humanize } from './words.ts';

function workflow(rest: string): Workflow {
  const text = `document: {dsl: 1.0.3, namespace: shop, name: order-intake, version: 1.2.0}\n${rest}`;
  const { workflow: parsed, diagnostics } = parseWorkflow(text);
  if (!parsed) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return parsed;
}

const ORDER = workflow(`schedule:
  on: {one: {with: {type: order.placed}}}
use:
  functions:
    getCapacity: {call: http, with: {method: get, endpoint: https://kitchen.example.com/capacity}}
timeout: {after: PT1H}
do:
  - checkKitchenCapacity: {call: getCapacity}
  - route:
      switch:
        - tooBusy: {when: .load.percent > 90, then: refuseOrder}
        - fine: {then: cookAll}
  - cookAll:
      for: {each: dish, in: .order.dishes}
      do:
        - cook: {call: getCapacity, timeout: {after: {minutes: 20}}}
        - rest: {wait: PT2M}
      then: end
  - refuseOrder:
      try:
        - tellCustomer: {call: getCapacity}
      catch:
        errors: {with: {type: https://example.com/errors/communication}}
        retry: {delay: PT3S, backoff: {exponential: {}}, limit: {attempt: {count: 5}}}
        do:
          - log: {set: {failed: true}}
`);

describe('explainWorkflow', () => {
  it('tells the trigger, the steps and the ways on in plain words', () => {
    expect(explainWorkflow(ORDER)).toBe(
      "When order.placed arrives: check kitchen capacity; if the load's percent is over 90, go to refuse order, " +
        "otherwise go to cook all; for each dish of the order's dishes: cook (at most 20 minutes), then wait 2 minutes, " +
        'then end; try to tell customer; if that fails with communication error, try again up to 5 times, ' +
        '3 seconds apart and longer each time, then set failed. All of it takes at most 1 hour.',
    );
  });
  it('tells events, forks, conditions, errors and compensation', () => {
    const text = explainWorkflow(
      workflow(`do:
  - both: {fork: {branches: [{callNurse: {wait: PT1S}}, {callDoctor: {wait: PT1S}}]}}
  - race: {fork: {compete: true, branches: [{a: {wait: PT1S}}, {b: {wait: PT1S}}]}}
  - hear: {if: .open, listen: {to: {any: [{with: {type: a.b}}, {with: {type: c.d}}], until: '. | length > 3'}}}
  - shout: {emit: {event: {with: {type: x.y}}}}
  - fail: {raise: {error: {type: https://example.com/errors/sold-out, status: 409, title: Sold Out}}}
  - reserve:
      wait: PT1S
      metadata: {compensate: [{cancel: {wait: PT1S}}]}
`),
    );
    expect(text).toBe(
      'When started: at the same time: wait 1 second and wait 1 second; whichever is first: wait 1 second or wait 1 second; ' +
        'if it is open, wait for a.b or c.d until their number is over 3; send x.y; fail with Sold Out; ' +
        'wait 1 second (undone by: wait 1 second).',
    );
  });
  it.each([
    ['schedule: {every: {minutes: 15}}', 'Every 15 minutes: '],
    ['schedule: {cron: 0 9 * * 1-5}', 'Every weekday at 09:00: '],
    ['schedule: {cron: 30 7 * * 1}', 'Every Monday at 07:30: '],
    ['schedule: {cron: "*/5 * * * *"}', 'Every 5 minutes: '],
    ['schedule: {cron: 0 0 1 * *}', 'On the schedule 0 0 1 * *: '],
    ['schedule: {after: P1D}', '1 day after it last completed: '],
    ['schedule: {on: {all: [{with: {type: a}}, {with: {type: b}}]}}', 'When a and b have arrived: '],
  ])('begins with the trigger of %s', (schedule, beginning) => {
    expect(explainWorkflow(workflow(`${schedule}\ndo: []\n`))).toBe(`${beginning}do nothing.`);
  });
});

describe('drawTree', () => {
  it('draws one line per task with its nesting', () => {
    expect(drawTree(ORDER)).toBe(`order intake (1.2.0)
├─ When order.placed arrives
├─ check kitchen capacity — calls getCapacity
├─ route — chooses among 2 cases
│  ├─ too busy: if .load.percent > 90 → refuse order
│  └─ fine: otherwise → cook all
├─ cook all — for each dish of .order.dishes, then end
│  ├─ cook — calls getCapacity
│  └─ rest — waits 2 minutes
└─ refuse order — handles errors
   ├─ tell customer — calls getCapacity
   └─ on communication error, try again first
      └─ log — sets failed
`);
  });
});

describe('a decision', () => {
  it('is drawn with what undoes it below its cases', () => {
    const { workflow } = parseWorkflow(`
document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }
do:
  - choose:
      switch: [{ always: { then: continue } }]
      metadata: { compensate: [{ putBack: { wait: PT1S } }] }
`);
    const lines = drawTree(workflow!).trimEnd().split('\n').slice(2);
    expect(lines).toEqual([
      '└─ choose — chooses among 1 case',
      '   ├─ always: otherwise → continue',
      '   └─ to undo it',
      '      └─ put back — waits 1 second',
    ]);
  });
});

describe('any definition', () => {
  it('can be explained and drawn, one line per task, with nothing left blank', () => {
    fc.assert(
      fc.property(workflows({ portable: false }), (definition) => {
        const lines = drawTree(definition).trimEnd().split('\n');
        expect(lines.length).toBeGreaterThanOrEqual(2 + [...walkTasks(definition)].length);
        const text = explainWorkflow(definition) + lines.join('\n');
        expect(text).not.toMatch(/undefined|\[object Object\]|NaN/);
      }),
      { numRuns: 30 },
    );
  });
});

describe('words', () => {
  it.each([
    ['.note == null', 'there is no note'],
    ['.order.note != null', 'the order has a note'],
    ['.address', 'there is an address'],
    ['.order.items | length == 0', 'the order has no items'],
    ['(.items | length) > 0', 'there are items'],
    ['.items | length > 3', 'the number of items is over 3'],
    ['$context.kitchen.hasCapacity', 'the kitchen has capacity'],
    ['$context.kitchen.hasCapacity | not', 'the kitchen has no capacity'],
    ['.kitchen.hasCapacity == false', 'the kitchen has no capacity'],
    ['.isOpen', 'it is open'],
    ['.customer.canPay | not', 'the customer cannot pay'],
    ['.order.paid', 'the order is paid'],
    ['.approved == true', 'it is approved'],
    ['.table.available | not', 'the table is not available'],
    ['.order.discount | not', 'the order has no discount'],
    ['$workflow.input.total > 100', 'the total is over 100'],
    ['.stock < .order.amount + 1', "the stock is under the order's amount plus 1"],
    ['.code | startswith("DE-")', 'the code starts with "DE-"'],
    ['${ .total >= 10 and .paid }', 'the total is at least 10 and it is paid'],
    ['(.a > 1 or .b > 1) and .ready', '(the a is over 1 or the b is over 1) and it is ready'],
    ['$context.order.state == "open"', "the order's state is open"],
    ['.state != "on hold"', 'the state is not "on hold"'],
    ['.tags | any(. == "x")', '`.tags | any(. == "x")`'],
    ['.a >', '`.a >`'],
  ])('puts the condition %s in words', (expression, words) => {
    expect(conditionWords(expression)).toBe(words);
  });
  it('puts values, names and durations in words', () => {
    expect(valueWords('$item.customer.address.city')).toBe("the address's city");
    expect(humanize('getHTTPStatus_code-now')).toBe('get HTTP status code now');
    expect(durationWords({ days: 1, minutes: 90 })).toBe('1 day 1 hour 30 minutes');
    expect(durationWords('${ .delay }')).toBe('the time .delay');
    expect(summarizeTask({ set: { a: 1, b: 2, c: 3, d: 4, e: 5 } })).toBe('sets a, b, c and 2 more');
  });
});
