import { isExpression, stripExpression, validateWorkflow } from '@parley/dsl';
import { compile, type Json, run } from '@parley/jq';
import { describe, expect, it } from 'vitest';
import type { FlowIR, FlowStep } from '../plan/flow.ts';
import { HELPDESK } from '../testing/helpdesk.ts';
import { talk } from '../testing/talk.ts';
import { compileFlow } from './compile.ts';

const step = (id: string, more: Partial<FlowStep>): FlowStep => ({
  id,
  parent: null,
  branch: 'main',
  kind: 'call',
  op: null,
  args: [],
  cond: null,
  item: null,
  note: null,
  words: null,
  ...more,
});

function flow(...steps: readonly FlowStep[]): FlowIR {
  return { title: 'Test', trigger: { kind: 'manual', words: null }, steps };
}

const notify = (message: string): FlowStep =>
  step('tell', {
    kind: 'notify',
    op: 'notify:1@default',
    args: [{ name: 'message', from: null, value: message, ask: null }],
  });

/** The message that a notification would send with this context. */
function messageOf(message: string, context: Json): unknown {
  const task = compileFlow(flow(notify(message)), HELPDESK)?.do.at(-1)?.tell as unknown as {
    with: { message: string };
  };
  const written = task.with.message;
  if (!isExpression(written)) return written;
  const program = compile(stripExpression(written), { variables: ['context'] });
  return run(program, null, { variables: { context } })[0];
}

describe('a compiled plan', () => {
  it('keeps the words that asked for a task', () => {
    const { definition } = talk('When a delivery is delayed, notify the customer');

    expect(definition?.do.at(-1)).toMatchObject({ notifyCustomer: { metadata: { because: 'notify the customer' } } });
  });

  it('calls each operation by one function that lists the arguments any of its calls gives', () => {
    const close = (id: string, args: FlowStep['args']): FlowStep => step(id, { op: 'desk.closeTicket', args });
    const definition = compileFlow(
      flow(
        close('a', [{ name: 'ticket_id', from: null, value: 't', ask: null }]),
        close('b', [
          { name: 'ticket_id', from: null, value: 't', ask: null },
          { name: 'comment', from: null, value: 'done', ask: null },
        ]),
      ),
      HELPDESK,
    );

    expect(definition?.use?.functions).toEqual({
      closeTicket: {
        call: 'openapi',
        with: {
          document: { endpoint: 'https://desk.example/openapi.json' },
          operationId: 'closeTicket',
          parameters: { ticket_id: '${ .ticket_id }', comment: '${ .comment }' },
        },
      },
    });
  });

  it('names operations of two connections that share a name apart', () => {
    const [first] = HELPDESK.operations;
    const other = {
      ...first!,
      id: 'archive.getTicket',
      connection: 'archive',
      documentUrl: 'https://archive.example/openapi.json',
    };
    const catalog = { ...HELPDESK, operations: [...HELPDESK.operations, other] };
    const definition = compileFlow(
      flow(step('a', { op: 'desk.getTicket' }), step('b', { op: 'archive.getTicket' })),
      catalog,
    );

    expect(definition?.do).toMatchObject([{ a: { call: 'deskGetTicket' } }, { b: { call: 'archiveGetTicket' } }]);
    expect(Object.keys(definition?.use?.functions ?? {})).toEqual(['deskGetTicket', 'archiveGetTicket']);
  });

  it('is not there while something is missing', () => {
    const unknown = step('tell', {
      kind: 'notify',
      op: 'notify:1@default',
      args: [{ name: 'to', from: null, value: null, ask: 'who?' }],
    });

    expect(compileFlow(flow(unknown), HELPDESK)).toBeUndefined();
  });

  it('asks a person for what no operation does', () => {
    const definition = compileFlow(
      flow(
        step('sweep', {
          kind: 'person',
          note: 'sweep the floor',
          args: [{ name: 'role', from: null, value: 'team lead', ask: null }],
        }),
      ),
      HELPDESK,
    );

    expect(definition?.do).toMatchObject([
      { sweep: { call: 'approve:1@default', with: { title: 'To do: sweep the floor', role: 'team lead' } } },
    ]);
    expect(validateWorkflow(definition).diagnostics.filter((finding) => finding.severity === 'error')).toEqual([]);
  });
});

describe('words in a definition', () => {
  it.each([
    'plain text',
    '${ $secrets.key }',
    'before ${ env } after',
    'a "quote" and a \\ backslash',
    '\\(1 + 1)',
    '") | error("x',
    '__proto__',
  ])('stay what they are: %s', (message) => {
    expect(messageOf(message, {})).toBe(message);
  });

  it.each([
    ['Hello {{trigger.name}}!', 'Hello Ada!'],
    ['\\({{trigger.name}})', '\\(Ada)'],
    ['"{{trigger.name}}" | {{trigger.count}}', '"Ada" | 3'],
    ['{{list[].name}}', ['a', 'b']],
    ['Names: {{list[].name}}.', 'Names: a, b.'],
    ['Total {{trigger.total|money}}', 'Total 12.5 EUR'],
    ['Price {{trigger.price|price}}', 'Price 12 USD'],
    ['{{trigger.count}}', 3],
  ])('take in data: %s', (message, expected) => {
    const context = {
      trigger: {
        name: 'Ada',
        count: 3,
        total: { amount: 1250, currency: 'EUR' },
        price: { amount: 12, currency: 'USD' },
      },
      list: [{ name: 'a' }, { name: 'b' }],
    };

    expect(messageOf(message, context)).toEqual(expected);
  });
});
