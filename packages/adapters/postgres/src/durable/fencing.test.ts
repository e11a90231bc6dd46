import type { HistoryEntry } from '@parley/engine';
import { newId } from '@parley/kernel';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { openExecutionStore, type PostgresExecutionStore } from './execution-store.ts';
import { engineMigrations } from './migrations.ts';

let test: TestDatabase;
const tenantId = newId();
const executionId = newId();

beforeEach(async () => {
  test = await testDatabase({ service: 'engine', migrations: await engineMigrations() });
});
afterEach(() => test.drop());

const open = (): Promise<PostgresExecutionStore | undefined> =>
  openExecutionStore({ database: test.database, pollMs: 5, leaseTtlMs: 60_000 });

const append = (store: PostgresExecutionStore, seq: number): Promise<void> => {
  const entry = { executionId, seq, key: `${seq}`, type: 'EffectCompleted', data: { output: seq }, at: seq };
  return store.append([{ tenantId, executionId, entries: [entry as HistoryEntry] }]);
};

async function admin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** What a worker that takes over from one that hangs does first; the other has not noticed yet. */
const supersede = () => admin('update leases set epoch = epoch + 1');
const cut = () =>
  admin(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'parley-lease%'`);

describe('the lease of the active worker', () => {
  it('lets one worker write at a time; the other takes over when it closes', async () => {
    const first = await open();
    await append(first!, 1);
    const waiting = open();
    await first!.close();
    const second = await waiting;
    await append(second!, 2);
    expect(second!.epoch).toBe(first!.epoch + 1);
    expect((await second!.history(executionId)).map(({ seq }) => seq)).toEqual([1, 2]);
    await second!.close();
  });

  it('refuses every append of a worker that was replaced, though it has not noticed yet (E9)', async () => {
    const hung = await open();
    await append(hung!, 1);
    await supersede();
    const late = append(hung!, 2);
    await expect(late).rejects.toMatchObject({ code: 'lease_lost' });
    await cut();
    await hung!.ended;
    await expect(append(hung!, 3)).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(
      hung!.keepEvent(tenantId, { specversion: '1.0', id: '1', source: 's', type: 't' }, 1),
    ).rejects.toMatchObject({ code: 'lease_lost' });
    const active = await open();
    expect(await active!.history(executionId)).toHaveLength(1);
    await append(active!, 2);
    await active!.close();
    await hung!.close();
  });

  it('lets a take-over wait for an append that is under way, so that its history is complete', async () => {
    const first = await open();
    const blocker = new pg.Client({ connectionString: test.url });
    await blocker.connect();
    // The append meets a row of the same key that is not committed, after it has locked the lease.
    await blocker.query('begin');
    await blocker.query(
      `insert into engine_history values ('${executionId}', 1, '${tenantId}', 'k', 'EffectCompleted', '{}', 1)`,
    );
    const underWay = append(first!, 1);
    const blocked = () => blocker.query(`select 1 from pg_locks where locktype = 'transactionid' and not granted`);
    await expect.poll(async () => (await blocked()).rowCount).toBe(1);
    await expect(admin(`set lock_timeout = '50ms'; update leases set epoch = epoch + 1`)).rejects.toMatchObject({
      code: '55P03',
    });
    await blocker.query('rollback');
    await blocker.end();
    await underWay;
    await first!.close();
  });

  it('survives the loss of its connections when nobody took over', async () => {
    const store = await open();
    await append(store!, 1);
    await admin(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await append(store!, 2);
    expect(await store!.history(executionId)).toHaveLength(2);
    await store!.close();
  });

  it('is asked about before the outside is touched: a worker that was stopped may have been replaced (E9)', async () => {
    const store = await openExecutionStore({ database: test.database, pollMs: 5, leaseTtlMs: 200 });
    expect(store!.assured!()).toBeUndefined();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    await expect(store!.assured!()).resolves.toBeUndefined();
    expect(store!.assured!()).toBeUndefined();
    await supersede();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    await expect(store!.assured!()).rejects.toMatchObject({ code: 'lease_lost' });
    await store!.close();
  });

  it('rejects what comes after it was closed', async () => {
    const store = await open();
    await store!.close();
    await expect(append(store!, 1)).rejects.toMatchObject({ code: 'engine_closed' });
  });
});
