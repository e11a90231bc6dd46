import { describe, expect, it } from 'vitest';
import { diffWorkflows, type TaskList, type Workflow } from '../../index.ts';

const BASE: Workflow = {
  document: { dsl: '1.0.3', namespace: 'shop', name: 'orders', version: '1.0.0' },
  input: { schema: { document: { type: 'object', properties: { id: { type: 'string' } } } } },
  output: { schema: { document: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] } } },
  schedule: { on: { any: [{ with: { type: 'a' } }, { with: { type: 'b', source: 'https://x.example.com' } }] } },
  use: { secrets: ['key'] },
  do: [
    { send: { emit: { event: { with: { type: 'done' } } } } },
    { ask: { call: 'http', with: { method: 'get', endpoint: 'https://a.example.com/x' } } },
  ],
};

function breaks(change: Partial<Workflow>): string[] {
  return diffWorkflows(BASE, { ...BASE, ...change }).breaking.map(
    ({ kind, pointer, message }) => `${kind} ${pointer} ${message}`,
  );
}

const schema = (document: object) => ({ schema: { document } });
const tasks = (...more: unknown[]) => ({ do: [...BASE.do, ...more] as TaskList });

describe('breakingChanges', () => {
  it('finds nothing where callers and consumers need not care', () => {
    const looser = schema({ type: 'object', properties: { id: { type: ['string', 'number'] }, more: {} } });
    expect(breaks({ input: looser, ...tasks({ pause: { wait: 'PT1S' } }) })).toEqual([]);
  });
  it('finds an input that takes less and an output that promises less', () => {
    const input = schema({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] });
    const output = schema({ type: 'object', properties: { total: { type: ['number', 'null'] } }, required: ['total'] });
    expect(breaks({ input, output })).toEqual([
      'input /input/schema “id” of the input is now required',
      'output /output/schema “total” of the output is a number or null instead of a number',
    ]);
  });
  it('does not take a stricter output or a looser input for breaking', () => {
    const output = schema({ type: 'object', properties: { total: { type: 'integer' } }, required: ['total'] });
    expect(breaks({ input: {}, output })).toEqual([]);
  });
  it('finds triggers that are gone or narrower', () => {
    expect(breaks({ schedule: { every: 'PT1H' } })).toEqual([
      'trigger /schedule/on/any/0 It no longer starts when a arrives',
      'trigger /schedule/on/any/1 It no longer starts when b arrives',
    ]);
    const narrower = { on: { any: [{ with: { type: 'a', subject: 's' } }, { with: { type: 'b' } }] } };
    expect(breaks({ schedule: narrower })).toEqual(['trigger /schedule/on/any/0 It no longer starts for every a']);
    expect(diffWorkflows({ ...BASE, schedule: { cron: '0 9 * * *' } }, BASE).breaking).toMatchObject([
      { kind: 'trigger', message: 'It no longer starts by time' },
      { kind: 'permission', message: 'It needs permission to receive a' },
      { kind: 'permission', message: 'It needs permission to receive b' },
    ]);
  });
  it('finds permissions it did not need before', () => {
    const more = tasks(
      { approve: { call: 'approve:1@default', with: { title: 'x' } } },
      { ask2: { call: 'http', with: { method: 'get', endpoint: '${ .address }' } } },
      { think: { call: 'ask-model:1@default', with: { model: 'small', prompt: 'x' } } },
      { child: { run: { workflow: { namespace: 'shop', name: 'other', version: 'latest' } } } },
      { job: { run: { container: { image: 'alpine' } } } },
    );
    expect(breaks(more)).toEqual([
      'permission /do/2/approve/call It needs permission to use the function approve:1@default',
      'permission /do/4/think/call It needs permission to use the function ask-model:1@default',
      'permission /do/3/ask2/with/endpoint It needs permission to reach an address that data decides',
      'permission /do/4/think/with It needs permission to ask the model small',
      'permission /do/6/job/run/container It needs permission to run container alpine',
      'permission /do/5/child/run/workflow It needs permission to run the workflow shop/other',
    ]);
  });
  it('finds events that nobody gets any more and a new name', () => {
    expect(breaks({ do: BASE.do.slice(1), document: { ...BASE.document, name: 'sales' } })).toEqual([
      'identity /document/name The name is sales instead of orders, so what refers to it does not find it',
      'event /do/0/send It no longer sends done',
    ]);
  });
});
