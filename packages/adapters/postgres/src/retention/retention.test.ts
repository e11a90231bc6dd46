import { ManualClock, newId, silentLogger } from '@parley/kernel';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { RetentionJob } from './retention.ts';
import { sweepDeadLetters, sweepInbox } from './rules.ts';

let test: TestDatabase;
const clock = new ManualClock(Date.now());
beforeAll(async () => {
  test = await testDatabase({ service: 'retention', migrations: [] });
});
afterAll(() => test.drop());

const count = async (table: string) => {
  const [row] = await test.database.system((tx) => tx.query<{ n: number }>(`select count(*)::int as n from ${table}`));
  return row!.n;
};

it('deletes in small transactions until nothing is past its time; a rule that fails does not stop the others', async () => {
  await test.database.system((tx) =>
    tx.execute(
      `insert into inbox (tenant_id, event_id, consumer, handled_at)
       select $1, n::text, 'c', now() - case when n <= 25 then interval '3 days' else interval '0' end
         from generate_series(1, 30) n`,
      [newId()],
    ),
  );
  const sizes: number[] = [];
  const { database } = test;
  const job = new RetentionJob({
    rules: [
      { name: 'broken', database, keepMs: 0, sweep: () => Promise.reject(new Error('no')) },
      { name: 'letters', database, keepMs: 0, sweep: sweepDeadLetters },
      {
        ...{ name: 'inbox', database, keepMs: 86_400_000 },
        async sweep(...args) {
          sizes.push(await sweepInbox(...args));
          return sizes.at(-1)!;
        },
      },
    ],
    ...{ clock, logger: silentLogger, batch: 10, pauseMs: 0 },
  });

  expect(await job.run()).toEqual({ letters: 0, inbox: 25 });
  expect(sizes).toEqual([10, 10, 5]);
  expect(await count('inbox')).toBe(5);
});

it('runs a minute after the start and every hour from then on, until it is stopped', async () => {
  vi.useFakeTimers();
  try {
    let runs = 0;
    const sweep = async () => {
      runs += 1;
      return 0;
    };
    const rules = [{ name: 'rows', database: test.database, keepMs: 0, sweep }];
    const job = new RetentionJob({ rules, clock, logger: silentLogger });
    job.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(2 * 3_600_000);
    expect(runs).toBe(3);
    await job.stop();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(runs).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});
