import type { Task, TaskList } from '@parley/dsl';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { replayFromEveryPrefix } from '../testing/replay-prefixes.ts';
import { runWorkflow, workflowOf } from '../testing/run-workflow.ts';

const call = (ok: boolean): Task => ({
  call: 'http',
  with: { method: 'post', endpoint: `https://outside.test/${ok ? 'fine' : 'broken'}` },
});
const undo: TaskList = [{ undo: call(true) }];

const LEAF = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Task>(call(true)) },
  { weight: 1, arbitrary: fc.constant<Task>(call(false)) },
  { weight: 2, arbitrary: fc.constant<Task>({ set: { n: '${ (.n // 0) + 1 }' } }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 5 }).map((seconds): Task => ({ wait: { seconds } })) },
  { weight: 1, arbitrary: fc.constant<Task>({ ...call(true), metadata: { compensate: undo } }) },
);

function list(task: fc.Arbitrary<Task>): fc.Arbitrary<TaskList> {
  return fc
    .array(task, { minLength: 1, maxLength: 3 })
    .map((tasks) => tasks.map((each, index) => ({ [`t${index}`]: each })));
}

const { task } = fc.letrec<{ task: Task }>((tie) => ({
  task: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tasks' },
    { weight: 3, arbitrary: LEAF },
    { weight: 1, arbitrary: list(tie('task')).map((tasks): Task => ({ do: tasks })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(list(tie('task')), fc.boolean())
        .map(([branches, compete]): Task => ({ fork: { branches, compete } })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(list(tie('task')), fc.boolean()).map(
        ([tasks, parallel]): Task => ({
          for: { in: '[1, 2]' },
          do: tasks,
          ...(parallel && { metadata: { parallel: { max: 2 } } }),
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(list(tie('task')), list(LEAF), fc.nat(2)).map(
        ([tasks, handler, count]): Task => ({
          try: tasks,
          catch: { retry: { delay: { seconds: 1 }, limit: { attempt: { count } } }, do: handler },
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: list(tie('task')).map((tasks): Task => ({ do: tasks, timeout: { after: { seconds: 3 } } })),
    },
  ),
}));

it('E1, E2: any workflow, stopped after any entry, goes on to the same history without repeating a recorded effect', async () => {
  let prefixes = 0;
  await fc.assert(
    fc.asyncProperty(list(task), async (tasks) => {
      const run = await runWorkflow(workflowOf(tasks), {
        http: ({ uri }) => (uri.endsWith('broken') ? { statusCode: 500 } : { content: { n: 1 } }),
      });
      prefixes += await replayFromEveryPrefix(run);
    }),
    { numRuns: 60 },
  );
  expect(prefixes).toBeGreaterThan(100);
});
