import { migrateWorkflow, parseWorkflow, type Workflow } from '@parley/dsl';
import { runWorkflow, startWorkflow, TENANT, type TestRunOptions } from '@parley/engine/testing';
import { describe, expect, it } from 'vitest';

/** Definitions of DSL 0.8 that run after their migration: the results are those that the old specification asks for. */
function migrate(states: string, more = ''): Workflow {
  const text = `id: old\nversion: 1.0.0\nspecVersion: '0.8'\nname: Old\n${more}\nstates:\n${states}`;
  const { text: result, diagnostics } = migrateWorkflow(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return parseWorkflow(result!).workflow!;
}

async function run(workflow: Workflow, options: TestRunOptions = {}): Promise<unknown> {
  const { status, output, error } = (await runWorkflow(workflow, options)) as unknown as Record<string, unknown>;
  return status === 'completed' ? output : { status, error };
}

const FUNCTIONS = `functions:
  - { name: greet, type: http, operation: { method: POST, uri: "https://example.com/greet" } }
  - { name: price, type: http, operation: { method: POST, uri: "https://example.com/price" } }
  - { name: adult, type: expression, operation: ".age >= $CONST.age" }
constants: { age: 18 }`;

/** Answers with what the body says. */
const http: NonNullable<TestRunOptions['http']> = ({ uri, body }) => {
  const given = body as { name?: string; pizza?: string };
  if (uri.endsWith('/greet')) return { content: { greeting: `Hello ${given.name}` } };
  return { content: { price: given.pizza === 'Margherita' ? 8 : 9 } };
};

describe('a migrated definition', () => {
  it('merges the results of its actions into its data', async () => {
    const workflow = migrate(
      `  - name: Hello
    type: inject
    data: { person: { name: Ada }, kept: true }
    transition: Greet
  - name: Greet
    type: operation
    actions:
      - functionRef: { refName: greet, arguments: { name: "\${ .person.name }" } }
        actionDataFilter: { results: "\${ { text: .greeting } }", toStateData: .person }
      - functionRef: { refName: price, arguments: { pizza: "\${ .pizza }" } }
        actionDataFilter: { fromStateData: "\${ { pizza: \\"Margherita\\" } }" }
      - functionRef: { refName: greet, arguments: { name: "\${ .person.name } again" } }
        actionDataFilter: { useResults: false }
    stateDataFilter: { output: "\${ del(.kept) }" }
    end: true
`,
      FUNCTIONS,
    );
    expect(await run(workflow, { http, input: { id: 1 } })).toEqual({
      id: 1,
      person: { name: 'Ada', text: 'Hello Ada' },
      price: 8,
    });
  });

  it('decides with expression functions and constants', async () => {
    const workflow = migrate(
      `  - name: Decide
    type: switch
    dataConditions: [{ name: grown up, condition: "\${ fn:adult }", transition: Yes }]
    defaultCondition: { transition: No }
  - { name: No, type: inject, data: { allowed: false }, end: true }
  - { name: Yes, type: inject, data: { allowed: true }, end: true }
`,
      FUNCTIONS,
    );
    expect(await run(workflow, { input: { age: 18 } })).toEqual({ age: 18, allowed: true });
    expect(await run(workflow, { input: { age: 17 } })).toEqual({ age: 17, allowed: false });
  });

  it('collects the results of a loop, and merges those of branches', async () => {
    const workflow = migrate(
      `  - name: Each
    type: foreach
    inputCollection: "\${ .pizzas }"
    iterationParam: pizza
    outputCollection: "\${ .prices }"
    actions:
      - functionRef: { refName: price, arguments: { pizza: "\${ .pizza.name }" } }
        actionDataFilter: { results: .price }
    transition: Both
  - name: Both
    type: parallel
    branches:
      - { name: a, actions: [{ functionRef: { refName: greet, arguments: { name: A } } }] }
      - { name: b, actions: [{ functionRef: { refName: price, arguments: { pizza: "\${ .pizzas[0].name }" } } }] }
    stateDataFilter: { output: "\${ del(.pizzas) }" }
    end: true
`,
      FUNCTIONS,
    );
    const pizzas = [{ name: 'Margherita' }, { name: 'Quattro' }];
    expect(await run(workflow, { http, input: { pizzas } })).toEqual({ prices: [8, 9], greeting: 'Hello A', price: 8 });
  });

  it('goes where its error handlers lead, whichever of them it is', async () => {
    const workflow = migrate(
      `  - name: Greet
    type: operation
    actions: [{ functionRef: { refName: greet, arguments: { name: x } } }]
    onErrors:
      - { errorRef: gone, transition: Gone }
      - { errorRef: busy, transition: Busy }
    end: true
  - { name: Gone, type: inject, data: { state: gone }, end: true }
  - { name: Busy, type: inject, data: { state: busy }, end: true }
`,
      `${FUNCTIONS}\nerrors: [{ name: gone, code: '410' }, { name: busy, code: '503' }]`,
    );
    const answer = (statusCode: number): TestRunOptions => ({
      http: () => ({ statusCode, content: {} }),
      input: { id: 1 },
    });
    expect(await run(workflow, answer(410))).toEqual({ id: 1, state: 'gone' });
    expect(await run(workflow, answer(503))).toEqual({ id: 1, state: 'busy' });
    expect(await run(workflow, answer(404))).toMatchObject({ status: 'faulted', error: { status: 404 } });
    expect(await run(workflow, { http, input: { id: 1 } })).toEqual({ id: 1, greeting: 'Hello x' });
  });

  it('retries as its policy says, then goes where the handler leads', async () => {
    const workflow = migrate(
      `  - name: Greet
    type: operation
    actions: [{ functionRef: { refName: greet, arguments: { name: x } }, retryRef: often }]
    onErrors: [{ errorRef: busy, transition: Later }]
    end: true
  - { name: Later, type: inject, data: { later: true }, end: true }
`,
      `${FUNCTIONS}\nerrors: [{ name: busy, code: '503' }]\nretries: [{ name: often, delay: PT1S, maxAttempts: 2 }]`,
    );
    let calls = 0;
    const busy: NonNullable<TestRunOptions['http']> = () => {
      calls += 1;
      return { statusCode: 503, content: {} };
    };
    expect(await run(workflow, { http: busy, input: {} })).toEqual({ later: true });
    expect(calls).toBe(3);
  });

  it('waits for its events and merges their data', async () => {
    const workflow = migrate(
      `  - { name: Begin, type: inject, data: { a: 1 }, transition: Wait }
  - name: Wait
    type: event
    onEvents:
      - { eventRefs: [paid], eventDataFilter: { data: .payment }, actions: [{ functionRef: { refName: greet, arguments: { name: "\${ .payer }" } } }] }
      - { eventRefs: [refused], actions: [] }
    end: true
`,
      `${FUNCTIONS}\nevents: [{ name: paid, source: bank, type: order.paid }, { name: refused, source: bank, type: order.refused }]`,
    );
    const send = async (type: string, data: unknown): Promise<unknown> => {
      const { engine, outcome } = await startWorkflow(workflow, { http, input: {} });
      await engine.deliverEvent(TENANT, { specversion: '1.0', id: '1', source: 'bank', type, data } as never);
      return ((await outcome()) as { output?: unknown }).output;
    };
    expect(await send('order.paid', { payment: { payer: 'Ada' } })).toEqual({
      a: 1,
      payer: 'Ada',
      greeting: 'Hello Ada',
    });
    expect(await send('order.refused', { reason: 'no money' })).toEqual({ a: 1, reason: 'no money' });
  });

  it('undoes what was done when it ends with a compensation', async () => {
    const workflow = migrate(
      `  - name: Book
    type: operation
    compensatedBy: Unbook
    actions: [{ functionRef: { refName: greet, arguments: { name: book } } }]
    transition: Fail
  - { name: Fail, type: inject, data: {}, end: { compensate: true } }
  - name: Unbook
    type: operation
    usedForCompensation: true
    actions: [{ functionRef: { refName: price, arguments: { pizza: "\${ .greeting }" } } }]
`,
      FUNCTIONS,
    );
    const { effects, status } = (await runWorkflow(workflow, { http, input: {} })) as never as {
      effects: { calls: { name: string; request: { body: unknown } }[] };
      status: string;
    };
    expect(status).toBe('faulted');
    expect(effects.calls.map(({ name, request }) => [name, request.body])).toEqual([
      ['POST https://example.com/greet', { name: 'book' }],
      ['POST https://example.com/price', { pizza: 'Hello book' }],
    ]);
  });
});
