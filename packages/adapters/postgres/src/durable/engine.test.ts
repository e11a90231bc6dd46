import { LocalEngine } from '@parley/engine';
import { type Driver, type DriverOptions, describeDriver } from '@parley/engine/testing';
import pg from 'pg';
import { testDatabase } from '../testing/index.ts';
import { openExecutionStore, type PostgresExecutionStore } from './execution-store.ts';
import { engineMigrations } from './migrations.ts';

describeDriver('postgres', async (options: DriverOptions): Promise<Driver> => {
  const { database, url, drop } = await testDatabase({ service: 'engine', migrations: await engineMigrations() });
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
      const admin = new pg.Client({ connectionString: url });
      await admin.connect();
      await admin.query('update leases set epoch = epoch + 1');
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name like 'parley-lease%'`,
      );
      await admin.end();
      return await open();
    },
    async close() {
      for (const { engine, store } of opened) {
        await engine.close();
        await store.close();
      }
      await drop();
    },
  };
});
