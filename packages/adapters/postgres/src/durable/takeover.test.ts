import { call, fakeEffects, workflowOf } from '@parley/engine/testing';
import { newId } from '@parley/kernel';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { startPostgresEngine } from './engine.ts';
import { engineMigrations } from './migrations.ts';

const TENANT = newId();
const START = { tenantId: TENANT, definition: 'main', input: {}, trigger: { kind: 'manual' } } as const;
const MAIN = workflowOf([call('before'), { pause: { wait: { milliseconds: 300 } } }, call('after')]);

let test: TestDatabase;

beforeEach(async () => {
  test = await testDatabase({ service: 'engine', migrations: await engineMigrations() });
});
afterEach(() => test.drop());

const worker = (more: { commandWaitMs?: number; maxIdleRuns?: number } = {}) => {
  const effects = fakeEffects({ definitions: { main: MAIN }, http: () => ({ content: 'ok' }) });
  return { effects, engine: startPostgresEngine({ database: test.database, effects, pollMs: 5, ...more }) };
};

async function admin(sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  const { rowCount } = await client.query(sql);
  await client.end();
  return rowCount ?? 0;
}

describe('workers that share a database', () => {
  it('have the standby take up what the active one leaves, with nothing done twice', async () => {
    const [first, second] = [worker(), worker()];
    await Promise.race([first.engine.recover(), second.engine.recover()]);
    const executionId = newId();
    const active = await Promise.race(
      [first, second].map(async (one) => {
        await one.engine.start({ ...START, executionId });
        return one;
      }),
    );
    const standby = active === first ? second : first;
    await expect.poll(() => active.effects.calls.length).toBe(1);
    await expect.poll(() => admin(`select 1 from engine_history where type = 'TimerSet'`)).toBe(1);
    await active.engine.close();
    expect(await standby.engine.outcome(TENANT, executionId)).toEqual({ status: 'completed', output: 'ok' });
    expect([...active.effects.calls, ...standby.effects.calls].map(({ key }) => key)).toEqual([
      '/do/0/before',
      '/do/2/after',
    ]);
    await standby.engine.close();
  });

  it('refuse commands for now in a process that stands by', async () => {
    const first = worker();
    await first.engine.recover();
    const standby = worker({ commandWaitMs: 30 });
    await expect(standby.engine.start({ ...START, executionId: newId() })).rejects.toMatchObject({
      code: 'engine_closed',
      retryable: true,
    });
    await Promise.all([first.engine.close(), standby.engine.close()]);
  });

  it('go on when the lease was taken away and nobody else wants it, also for who waits for an outcome', async () => {
    const { engine, effects } = worker();
    await engine.recover();
    const executionId = newId();
    await engine.start({ ...START, executionId });
    const outcome = engine.outcome(TENANT, executionId);
    await admin('update leases set epoch = epoch + 1');
    await admin(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'parley-lease%'`,
    );
    expect(await outcome).toEqual({ status: 'completed', output: 'ok' });
    expect(effects.calls.at(-1)?.key).toBe('/do/2/after');
    await engine.close();
  });

  it('keep executions that wait out of memory and wake them in time', async () => {
    const { engine, effects } = worker({ maxIdleRuns: 0 });
    await engine.recover();
    const ids = Array.from({ length: 20 }, () => newId());
    await Promise.all(ids.map((executionId) => engine.start({ ...START, executionId })));
    const outcomes = await Promise.all(ids.map((id) => engine.outcome(TENANT, id)));
    expect(outcomes.every(({ status }) => status === 'completed')).toBe(true);
    expect(new Set(effects.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(40);
    expect(effects.calls).toHaveLength(40);
    await engine.close();
  });
});
