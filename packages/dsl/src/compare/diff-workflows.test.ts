import { describe, expect, it } from 'vitest';
import { type Change, diffWorkflows, parseWorkflow, type TaskList, type Workflow } from '../index.ts';

const HEAD = { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' };
const define = (tasks: unknown): Workflow => ({ document: HEAD, do: tasks as TaskList });
const call = (path: string) => ({ call: 'http', with: { method: 'get', endpoint: `https://x.example.com/${path}` } });
const brief = (change: Change): string => {
  const from = 'from' in change ? change.from : '';
  return `${change.kind} ${from}${'to' in change ? ` -> ${change.to}` : ''}`.replaceAll('  ', ' ');
};
const differences = (before: unknown, after: unknown): string[] =>
  diffWorkflows(define(before), define(after)).changes.map(brief);

describe('diffWorkflows', () => {
  it('ignores comments, quotes, order of keys and style', () => {
    const one = `document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }
do:
  - x: { call: http, with: { method: get, endpoint: "https://x.example.com" } } # note
`;
    const other = `do:
  - x:
      with:
        endpoint: https://x.example.com
        method: 'get'
      call: http
document: { version: '1.0.0', name: b, namespace: a, dsl: "1.0.3" }
`;
    expect(diffWorkflows(parseWorkflow(one).workflow!, parseWorkflow(other).workflow!).changes).toEqual([]);
  });
  it('counts an inserted task as one change, whatever shifts behind it', () => {
    expect(
      differences([{ a: call('a') }, { b: call('b') }], [{ n: call('n') }, { a: call('a') }, { b: call('b') }]),
    ).toEqual(['task_added -> /do/0/n']);
  });
  it('moves the fewest tasks that explain a new order', () => {
    const tasks = ['a', 'b', 'c', 'd'].map((name) => ({ [name]: call(name) }));
    expect(differences(tasks, [tasks[3], tasks[0], tasks[1], tasks[2]])).toEqual(['task_moved /do/3/d -> /do/0/d']);
  });
  it('sees a task wrapped into a try as moved, not as new', () => {
    const wrapped = { tryA: { try: [{ a: call('a') }], catch: {} } };
    expect(differences([{ a: call('a') }], [wrapped])).toEqual([
      'task_added -> /do/0/tryA',
      'task_moved /do/0/a -> /do/0/tryA/try/0/a',
    ]);
  });
  it('sees a task wrapped under its own name as moved', () => {
    const wrapped = { a: { try: [{ a: call('a') }], catch: {} } };
    expect(differences([{ a: call('a') }], [wrapped])).toEqual([
      'task_added -> /do/0/a',
      'task_moved /do/0/a -> /do/0/a/try/0/a',
    ]);
  });
  it('sees a task of the same content under another name as renamed', () => {
    expect(differences([{ a: call('a') }, { b: call('b') }], [{ a: call('a') }, { c: call('b') }])).toEqual([
      'task_renamed /do/1/b -> /do/1/c',
    ]);
  });
  it('sees a renamed task whose arguments changed as renamed and changed', () => {
    const before = [{ pay: { call: 'charge', with: { amount: 1 } } }];
    const after = [{ chargeCard: { call: 'charge', with: { amount: 2 } } }];
    expect(differences(before, after)).toEqual([
      'task_renamed /do/0/pay -> /do/0/chargeCard',
      'field_changed /do/0/pay/with/amount -> /do/0/chargeCard/with/amount',
    ]);
  });
  it('tells two tasks that took over from each other apart by name', () => {
    expect(differences([{ a: call('a') }, { b: call('b') }], [{ a: call('b') }, { b: call('a') }])).toEqual([
      'field_changed /do/0/a/with/endpoint -> /do/0/a/with/endpoint',
      'field_changed /do/1/b/with/endpoint -> /do/1/b/with/endpoint',
    ]);
  });
  it('follows a branch that is turned inside out', () => {
    const before = [{ outer: { do: [{ inner: { do: [{ x: call('x') }] } }] } }];
    const after = [{ inner: { do: [{ x: call('x') }, { outer: { do: [] } }] } }];
    expect(differences(before, after)).toEqual([
      'task_moved /do/0/outer/do/0/inner -> /do/0/inner',
      'task_moved /do/0/outer -> /do/0/inner/do/1/outer',
    ]);
  });
  it('removes a group once, without what is inside it', () => {
    expect(differences([{ g: { do: [{ a: call('a') }, { b: call('b') }] } }], [])).toEqual(['task_removed /do/0/g']);
  });
  it('compares lists that are no tasks item by item', () => {
    const route = (...cases: string[]) => [
      { r: { switch: cases.map((name) => ({ [name]: { when: `.${name}`, then: 'end' } })) } },
    ];
    expect(differences(route('a', 'b', 'c'), route('a', 'c', 'd'))).toEqual([
      'field_removed /do/0/r/switch/1 -> /do/0/r/switch/1',
      'field_added /do/0/r/switch/2 -> /do/0/r/switch/2',
    ]);
  });
  it('gives values before and after with their pointers', () => {
    const { changes } = diffWorkflows(define([{ a: { wait: 'PT1S' } }]), define([{ a: { wait: 'PT2S', if: '.x' } }]));
    const task = { from: '/do/0/a', to: '/do/0/a' };
    expect(changes).toEqual([
      { kind: 'field_changed', from: '/do/0/a/wait', to: '/do/0/a/wait', before: 'PT1S', after: 'PT2S', task },
      { kind: 'field_added', from: '/do/0/a/if', to: '/do/0/a/if', after: '.x', task },
    ]);
  });
  it('stays fast where everything differs', () => {
    const many = (prefix: string) =>
      Array.from({ length: 1000 }, (_, index) => ({ [`${prefix}${index}`]: call(`${prefix}${index}`) }));
    expect(diffWorkflows(define(many('a')), define(many('b'))).changes).toHaveLength(2000);
    expect(diffWorkflows(define(many('a')), define(many('a').reverse())).changes).toHaveLength(999);
  });
});
