import { expect, it } from 'vitest';
import { taskLifecycleEvents, workflowLifecycleEvent } from './lifecycle.ts';
import { runWorkflow, workflowOf } from './testing/run-workflow.ts';

const context = {
  source: 'https://parley.test',
  definition: { namespace: 'test', name: 'workflow', version: '1.0.0' },
};

it('tells the specification’s lifecycle of an execution and its tasks, with ids that a replay repeats', async () => {
  const run = await runWorkflow(
    workflowOf([
      {
        attempt: {
          try: [{ no: { raise: { error: { type: 'urn:x', status: 400 } } } }],
          catch: { retry: { limit: { attempt: { count: 1 } } }, do: [{ fine: { set: { n: 1 } } }] },
        },
      },
    ]),
  );
  const events = [
    ...(await run.history()).map((entry) => workflowLifecycleEvent(entry, context)),
    ...run.events.flatMap((event) => taskLifecycleEvents(event, context)),
  ].filter((event) => event !== undefined);
  expect(events.map(({ type }) => type.replace(/^io\.serverlessworkflow\.(.+)\.v1$/, '$1'))).toEqual([
    'workflow.started',
    'workflow.completed',
    ...['task.created', 'task.started'],
    ...['task.created', 'task.started', 'task.faulted', 'task.retried'],
    ...['task.created', 'task.started', 'task.faulted'],
    ...['task.created', 'task.started', 'task.completed', 'task.completed'],
  ]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events[1]!.data).toMatchObject({ output: { n: 1 }, definition: { name: 'workflow' } });
  const again = (await run.engine.timeline('tenant-1', run.executionId)).flatMap((event) =>
    taskLifecycleEvents(event, context),
  );
  expect(again.map(({ id }) => id)).toEqual(events.slice(2).map(({ id }) => id));
});
