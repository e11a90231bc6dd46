import { describe, expect, it } from 'vitest';
import { parseWorkflow, taskKind, valueAt, walkTasks } from '../index.ts';

const { workflow } = parseWorkflow(`document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0}
use:
  functions:
    log: {do: [{write: {wait: PT1S}}]}
  extensions:
    - audit: {extend: all, before: [{note: {wait: PT1S}}]}
do:
  - loop:
      for: {in: .x}
      do:
        - attempt:
            try: [{a/b: {call: log}}]
            catch: {do: [{c: {wait: PT1S}}]}
  - both: {fork: {branches: [{d: {wait: PT1S}}]}}
  - hear: {listen: {to: {any: []}}, foreach: {do: [{e: {wait: PT1S}}]}}
  - pay: {wait: PT1S, metadata: {compensate: [{refund: {wait: PT1S}}]}}
`);

describe('walkTasks', () => {
  it('visits every task depth first with its place', () => {
    const walked = [...walkTasks(workflow!)].map(
      ({ pointer, role, depth, kind }) => `${depth} ${role} ${kind} ${pointer}`,
    );
    expect(walked).toEqual([
      '0 root for /do/0/loop',
      '1 do try /do/0/loop/do/0/attempt',
      '2 try call /do/0/loop/do/0/attempt/try/0/a~1b',
      '2 catch wait /do/0/loop/do/0/attempt/catch/do/0/c',
      '0 root fork /do/1/both',
      '1 branches wait /do/1/both/fork/branches/0/d',
      '0 root listen /do/2/hear',
      '1 foreach wait /do/2/hear/foreach/do/0/e',
      '0 root wait /do/3/pay',
      '1 compensate wait /do/3/pay/metadata/compensate/0/refund',
    ]);
    for (const { pointer, task } of walkTasks(workflow!)) expect(valueAt(workflow, pointer)).toBe(task);
  });
  it('adds functions and extensions when asked', () => {
    const pointers = [...walkTasks(workflow!, { definitions: true })].map(({ pointer }) => pointer);
    expect(pointers.slice(-3)).toEqual([
      '/use/functions/log',
      '/use/functions/log/do/0/write',
      '/use/extensions/0/audit/before/0/note',
    ]);
  });
});

describe('taskKind', () => {
  it('tells a loop from the list inside it', () => {
    expect(taskKind({ for: { in: '.x' }, do: [] })).toBe('for');
    expect(taskKind({ do: [] })).toBe('do');
  });
});
