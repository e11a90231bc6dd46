import { ManualClock } from '@parley/kernel';
import { expect, it } from 'vitest';
import { OpenExecutions } from './open-executions.ts';

function setup(most: number) {
  const clock = new ManualClock();
  const open = new Map<string, number>();
  let counted = 0;
  const store = {
    read: async <T>(tenantId: string, work: (tx: never) => Promise<T>): Promise<T> =>
      work({
        countOpenExecutions: async () => {
          counted += 1;
          return open.get(tenantId) ?? 0;
        },
      } as never),
  };
  return { clock, open, executions: new OpenExecutions(store, clock, most), counted: () => counted };
}

it('admits as many as may be open, of each tenant, and counts seldom', async () => {
  const { executions, open, clock, counted } = setup(100);
  open.set('a', 40);
  for (let n = 0; n < 60; n += 1) await executions.admit('a');

  await expect(executions.admit('a')).rejects.toMatchObject({ code: 'too_many_executions', retryable: true });
  await executions.admit('b');
  expect(counted()).toBe(2);

  open.set('a', 10);
  clock.advance(5_000);
  await executions.admit('a');
  expect(counted()).toBe(3);
});

it('counts once for many that come at a time, and admits no more of them than may be open', async () => {
  const { executions, open, counted } = setup(100);
  open.set('a', 90);

  const admitted = await Promise.allSettled(Array.from({ length: 50 }, () => executions.admit('a')));

  expect(admitted.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  expect(counted()).toBe(1);
});

it('counts again after a count that failed', async () => {
  const { clock } = setup(1);
  let away = true;
  const store = { read: async () => (away ? Promise.reject(new Error('away')) : 0) };
  const executions = new OpenExecutions(store as never, clock, 1);
  await expect(executions.admit('a')).rejects.toThrow('away');
  away = false;
  await executions.admit('a');
});
