import { LocalEngine } from '@parley/engine';
import { type Driver, type DriverOptions, describeDriver } from '@parley/engine/testing';
import { afterAll, beforeAll } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { openExecutionStore, type PostgresExecutionStore } from './execution-store.ts';
import { engineMigrations } from './migrations.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase({ service: 'engine', migrations: await engineMigrations() });
});
afterAll(() => test.drop());

describeDriver('postgres', async (options: DriverOptions): Promise<Driver> => {
  const { database } = test;
  const opened: { store: PostgresExecutionStore; engine: LocalEngine }[] = [];

  async function open(): Promise<LocalEngine> {
    const store = (await openExecutionStore({ database, pollMs: 5 }))!;
    const engine = new LocalEngine({ ...options, store });
    opened.push({ store, engine });
    await engine.recover();
    return engine;
  }

  return {
    engine: await open(),
    async takeOver() {
      await database.system((tx) => tx.execute('update leases set epoch = epoch + 1'));
      await database.system((tx) =>
        tx.execute(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'parley-lease%'
                       and datname = current_database()`),
      );
      return await open();
    },
    async close() {
      for (const { engine, store } of opened) {
        await engine.close();
        await store.close();
      }
      const tables = ['engine_history', 'engine_executions', 'engine_listeners', 'engine_events'];
      await database.system(async (tx) => {
        for (const table of tables) await tx.execute(`delete from ${table}`);
      });
    },
  };
});
