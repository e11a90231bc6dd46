import { expect, it } from 'vitest';
import { HandedOver } from '../durable.ts';
import type { EffectContext } from '../ports/effects.ts';
import { startWorkflow, TENANT, workflowOf } from '../testing/run-workflow.ts';

/** Starts a call that does not end; gives why its signal is aborted in the end. */
async function callWithoutEnd() {
  let aborted: Promise<unknown> | undefined;
  const http = ({ signal }: Pick<EffectContext, 'signal'>) =>
    new Promise<never>((_, reject) => {
      aborted = new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));
      signal.addEventListener('abort', reject);
    });
  const call = { call: 'http', with: { method: 'get', endpoint: 'https://example.com' } } as const;
  const run = await startWorkflow(workflowOf([{ call }]), { http: (_, context) => http(context) });
  await expect.poll(() => aborted !== undefined).toBe(true);
  return { run, reason: () => aborted };
}

it('an effect learns that its worker lets go, so that the next one can go on with what it began', async () => {
  const { run, reason } = await callWithoutEnd();
  await run.engine.close();
  expect(await reason()).toBeInstanceOf(HandedOver);
});

it('an effect that is cancelled is told no such thing', async () => {
  const { run, reason } = await callWithoutEnd();
  await run.engine.cancel(TENANT, run.executionId, 'not needed');
  expect(await reason()).not.toBeInstanceOf(HandedOver);
  expect(await run.outcome()).toMatchObject({ status: 'cancelled' });
});
