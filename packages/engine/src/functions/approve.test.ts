import type { TaskList } from '@parley/dsl';
import { expect, it } from 'vitest';
import { VirtualTime } from '../memory/virtual-time.ts';
import type { RecordedCall } from '../testing/fake-effects.ts';
import { startWorkflow, TENANT, workflowOf } from '../testing/run-workflow.ts';

const ask = (more: object = {}): TaskList => [
  { ask: { call: 'approve:1@default', with: { title: 'Buy?', assignee: 'manager', ...more } } },
];

const steps = (calls: readonly RecordedCall[]) => calls.map(({ name, request }) => [name, request]);

async function start(tasks: TaskList) {
  const time = new VirtualTime({ automatic: false });
  const run = await startWorkflow(workflowOf(tasks), { time });
  await time.settle();
  return { ...run, time, name: run.effects.approvalRequests[0]!.name };
}

it('takes the question out of the inbox when the deadline has passed', async () => {
  const run = await start(ask({ deadline: 'PT1H' }));
  expect(run.effects.approvalRequests[0]!.deadlineAt).toBe(run.time.now() + 3_600_000);
  await run.time.advance(3_600_000);
  expect(await run.outcome()).toEqual({ status: 'completed', output: { approved: false, expired: true } });
  expect(steps(run.effects.calls).at(-1)).toEqual(['close', { name: run.name, reason: 'expired' }]);
});

it('moves the question to somebody else and goes on waiting', async () => {
  const run = await start(ask({ deadline: 'PT4H', escalate: { after: 'PT1H', to: 'director' } }));
  await run.time.advance(3_600_000);
  expect(steps(run.effects.calls).at(-1)).toEqual(['escalate', { name: run.name, assignee: 'director' }]);
  await run.engine.resolve(TENANT, run.executionId, run.name, { approved: true });
  expect(await run.outcome()).toEqual({ status: 'completed', output: { approved: true } });
});

it('withdraws the question when the execution is cancelled', async () => {
  const run = await start(ask());
  await run.engine.cancel(TENANT, run.executionId, 'stop');
  expect((await run.outcome()).status).toBe('cancelled');
  expect(steps(run.effects.calls).at(-1)).toEqual(['close', { name: run.name, reason: 'cancelled' }]);
});

it('withdraws the question when the task takes too long, and when another branch was faster', async () => {
  const [task] = Object.values(ask()[0]!);
  const late = await start([{ ask: { ...task!, timeout: { after: { seconds: 5 } } } }]);
  await late.time.advance(5_000);
  expect(await late.outcome()).toMatchObject({ status: 'faulted', error: { status: 408 } });
  expect(late.effects.calls.at(-1)).toMatchObject({ name: 'close' });
  const race = await start([
    { race: { fork: { compete: true, branches: [{ ask: task! }, { pause: { wait: { seconds: 1 } } }] } } },
  ]);
  await race.time.advance(1_000);
  expect((await race.outcome()).status).toBe('completed');
  expect(race.effects.calls.at(-1)).toMatchObject({ name: 'close' });
});

it('gives the answer that came while the question was being moved', async () => {
  const run = await start(ask({ escalate: { after: 'PT1H', to: 'director' } }));
  await run.engine.resolve(TENANT, run.executionId, run.name, { approved: false, comment: 'no' });
  expect(await run.outcome()).toEqual({ status: 'completed', output: { approved: false, comment: 'no' } });
  expect(run.effects.calls.map(({ name }) => name)).toEqual(['open']);
});
