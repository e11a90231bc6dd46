import { describe, expect, it } from 'vitest';
import { officialSchema } from '../testing/index.ts';
import { parseWorkflow } from '../validate/parse-workflow.ts';
import { portability } from '../validate/portability.ts';
import { migrateWorkflow } from './migrate-workflow.ts';

const valid = officialSchema();

/** Migrates and insists on a right and, unless said otherwise, portable result. */
function migrated(text: string, { portable = true } = {}) {
  const { text: result, report, diagnostics, from } = migrateWorkflow(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { workflow } = parseWorkflow(result!);
  expect(portability(workflow!).portable).toBe(portable);
  if (portable) expect(valid(workflow)).toEqual([]);
  return { workflow: workflow!, report, from, lost: report.filter(({ kind }) => kind === 'lost') };
}

const HEAD = `id: order
version: '1.0'
specVersion: '0.8'
name: Orders
description: Takes orders
start: Check
`;
const FUNCTIONS = `functions:
  - name: capacity
    operation: https://kitchen.example.com/openapi.json#getCapacity
`;

describe('migration of a head', () => {
  it('names the document, normalises its version and says so', () => {
    const { workflow, report, from } = migrated(
      `${HEAD}states: [{ name: Check, type: inject, data: { a: 1 }, end: true }]`,
    );
    expect(from).toBe('0.8');
    expect(workflow.document).toEqual({
      ...{ dsl: '1.0.3', namespace: 'default', name: 'order', version: '1.0.0', title: 'Orders' },
      summary: 'Takes orders',
    });
    expect(report.map(({ line, pointer }) => [line, pointer])).toEqual([
      [1, ''],
      [2, '/version'],
    ]);
  });
  it('carries secrets, constants, authentications, retries, schemas, timeouts and schedules over', () => {
    const { workflow, lost } =
      migrated(`${HEAD.replace('start: Check', 'start: { stateName: Check, schedule: { cron: 0 0/15 * * * } }')}
secrets: [SHOP]
constants: { limits: { age: 18 } }
dataInputSchema: https://example.com/schema.json
timeouts: { workflowExecTimeout: PT1H, actionExecTimeout: PT5S }
auth: [{ name: shop, scheme: bearer, properties: { token: "\${ $SECRETS.SHOP.token }" } }]
retries: [{ name: often, delay: PT2S, multiplier: 2, maxAttempts: 4, jitter: 0.5 }]
functions:
  - { name: capacity, operation: "https://kitchen.example.com/openapi.json#getCapacity", authRef: shop }
states:
  - name: Check
    type: operation
    actions:
      - { functionRef: { refName: capacity, arguments: { min: "\${ $CONST.limits.age }" } }, retryRef: often }
    end: true
`);
    expect(lost).toEqual([]);
    expect(workflow.schedule).toEqual({ cron: '0 0-23/15 * * *' });
    expect(workflow.timeout).toEqual({ after: 'PT1H' });
    expect(workflow.input).toEqual({ schema: { resource: { endpoint: 'https://example.com/schema.json' } } });
    expect(workflow.use).toEqual({
      authentications: { shop: { bearer: { token: '${ $secrets.SHOP.token }' } } },
      retries: {
        often: {
          delay: 'PT2S',
          backoff: { exponential: {} },
          limit: { attempt: { count: 4 } },
          jitter: { from: { milliseconds: 0 }, to: 'PT1S' },
        },
      },
      secrets: ['SHOP'],
    });
    expect(workflow.do[0]!.Check).toMatchObject({
      do: [
        {
          capacity: {
            try: [
              {
                capacity: {
                  with: { operationId: 'getCapacity', parameters: { min: '${ 18 }' }, authentication: { use: 'shop' } },
                  timeout: { after: 'PT5S' },
                },
              },
            ],
            catch: { retry: 'often' },
          },
        },
      ],
      then: 'end',
    });
  });
});

describe('what cannot be carried over', () => {
  it('is in the report with its line and what to do', () => {
    const { lost } = migrated(
      `${HEAD}keepActive: true
autoRetries: true
metadata: { owner: me }
functions: https://example.com/functions.json
states:
  - name: Check
    type: operation
    color: red
    actions: [{ functionRef: capacity }]
    transition: { nextState: Check, compensate: true }
`,
      { portable: false },
    );
    expect(lost.map(({ line, message }) => [line, message])).toEqual([
      [7, 'An execution ends with its last task; keepActive is gone'],
      [8, 'Actions are not retried by themselves'],
      [10, 'The functions are defined in another document, https://example.com/functions.json'],
      [14, '"color" is not known here, and nothing takes its place'],
      [15, 'There is no function capacity'],
      [16, 'Nothing is undone while a workflow goes on'],
    ]);
    expect(lost.every(({ advice }) => advice !== undefined)).toBe(true);
  });
  it('come to an end where functions name each other again and again', () => {
    const functions = Array.from({ length: 11 }, (_, i) => ({
      name: `f${i}`,
      type: 'expression',
      operation: Array.from({ length: 10 }, () => `fn:f${i + 1}`).join(' + '),
    }));
    const states = [{ name: 'A', type: 'inject', data: { x: '${ fn:f0 }' }, end: true }];
    const { report, text } = migrateWorkflow(JSON.stringify({ id: 'a', specVersion: '0.8', functions, states }));
    expect(report).toContainEqual(
      expect.objectContaining({ kind: 'lost', message: expect.stringContaining('would make the definition too long') }),
    );
    expect(text!.length).toBeLessThan(1 << 20);
  });
  it('never hides: an unused function, a broken expression, a transition into nothing', () => {
    const { lost, workflow } = migrated(`${HEAD}${FUNCTIONS}
states:
  - name: Check
    type: switch
    dataConditions: [{ condition: "\${ .a ==== 1 }", transition: Nowhere }]
    defaultCondition: { end: true }
`);
    expect(lost.map(({ pointer }) => pointer)).toEqual([
      '/functions/0',
      '/states/0/dataConditions/0/condition',
      '/states/0/dataConditions/0',
    ]);
    expect(workflow.do[0]!.Check).toMatchObject({ switch: [{ 'case-1': { when: 'null', then: 'end' } }, {}] });
  });
  it('are the comments', () => {
    const { lost } = migrated(`# old\n${HEAD}states: [{ name: Check, type: inject, data: {}, end: true }]`);
    expect(lost.map(({ message }) => message)).toEqual(['Comments are not carried over, the first stands in line 1']);
  });
});

describe('migration of events', () => {
  const EVENTS = `events:
  - { name: placed, source: shop, type: order.placed, correlation: [{ contextAttributeName: customer }] }
  - { name: paid, source: bank, type: order.paid }
`;
  it('makes the first event state a schedule', () => {
    const { workflow } = migrated(`${HEAD}${EVENTS}${FUNCTIONS}
states:
  - name: Check
    type: event
    onEvents: [{ eventRefs: [placed], eventDataFilter: { data: .order }, actions: [{ functionRef: capacity }] }]
    end: { produceEvents: [{ eventRef: paid, data: "\${ .total }" }] }
`);
    expect(workflow.schedule).toEqual({ on: { one: { with: { type: 'order.placed', source: 'shop' } } } });
    expect(workflow.input).toEqual({ from: '${ (.[0] | .order) }' });
    expect(workflow.do[0]!.Check).toMatchObject({ then: 'Check-paid' });
    expect(workflow.do[1]).toEqual({
      'Check-paid': {
        emit: { event: { with: { source: 'bank', type: 'order.paid', data: '${ .total }' } } },
        output: { as: '${ $input }' },
        then: 'end',
      },
    });
  });
  it('makes a switch by events a listener with a timeout', () => {
    const { workflow } = migrated(`${HEAD}${EVENTS}
states:
  - { name: Check, type: inject, data: { a: 1 }, transition: Answer }
  - name: Answer
    type: switch
    timeouts: { eventTimeout: PT2H }
    eventConditions: [{ eventRef: placed, transition: Check }, { eventRef: paid, end: true }]
    defaultCondition: { end: true }
`);
    expect(workflow.do[1]!.Answer).toMatchObject({
      try: [{ 'Answer-event': { timeout: { after: 'PT2H' }, listen: { read: 'envelope' } } }],
      catch: { errors: { with: { status: 408 } }, then: 'end' },
      then: 'Answer-which',
    });
  });
});

describe('migration of the alpha versions', () => {
  it('makes lists of maps, and renames what was renamed', () => {
    const { workflow, from, lost } = migrated(
      `document: { dsl: 1.0.0-alpha1, namespace: a, name: b, version: 1.0.0 }
use:
  authentications: { shop: { oauth2: my-secret } }
  secrets: [my-secret]
do:
  both:
    execute:
      concurrently:
        one: { set: { x: 1 } }
        two:
          call: http
          with: { method: get, uri: "https://example.com/{id}" }
  choose:
    switch:
      low: { when: .x < 1, then: end }
  each:
    for: { each: pet, in: .pets }
    do: { call: openapi, with: { document: { uri: https://example.com/doc }, operationId: feed } }
    output: { from: .done }
`.replace('oauth2: my-secret', 'basic: my-secret'),
    );
    expect(from).toBe('1.0-alpha');
    expect(lost).toEqual([]);
    expect(workflow.use?.authentications).toEqual({ shop: { basic: { use: 'my-secret' } } });
    expect(workflow.do).toEqual([
      {
        both: {
          fork: {
            branches: [
              { one: { set: { x: 1 } } },
              { two: { call: 'http', with: { method: 'get', endpoint: 'https://example.com/{id}' } } },
            ],
          },
        },
      },
      { choose: { switch: [{ low: { when: '.x < 1', then: 'end' } }] } },
      {
        each: {
          for: { each: 'pet', in: '.pets' },
          do: [
            {
              do: { call: 'openapi', with: { document: { endpoint: 'https://example.com/doc' }, operationId: 'feed' } },
            },
          ],
          output: { as: '.done' },
        },
      },
    ]);
  });
});

describe('other texts', () => {
  it.each(['', '][', '- a', 'a: 1', '{"states": 3}', '\u0000'])('%j is no old definition', (text) => {
    expect(migrateWorkflow(text)).toMatchObject({ text: undefined, report: [] });
  });
  it('of 1.0 come back formatted', () => {
    const text = 'do:\n- a: {wait: PT1S}\ndocument: {dsl: 1.0.0, namespace: a, name: b, version: 1.0.0}\n';
    expect(migrateWorkflow(text).text).toMatch(/^document:\n {2}dsl: 1\.0\.0\n/);
  });
});
