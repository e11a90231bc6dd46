import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  engineMigrations,
  openServiceDatabase,
  startEmbeddedPostgres,
  startPostgresEngine,
} from '@parley/adapter-postgres';
import type { EngineSetup, Engines, ScenarioEngine } from './engines.ts';

/** The PostgreSQL driver: every scenario has a database of its own in one server. */
export async function postgresEngines(): Promise<Engines> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-conformance-'));
  await chmod(dataDir, 0o711);
  const { adminUrl, stop } = await startEmbeddedPostgres({ dataDir, settings: { max_connections: '100' } });
  const migrations = await engineMigrations();
  let databases = 0;

  async function make(setup: EngineSetup): Promise<ScenarioEngine> {
    databases += 1;
    const database = await openServiceDatabase({ adminUrl, service: `scenario${databases}`, migrations });
    const open = async () => {
      const engine = startPostgresEngine({ ...setup, database, pollMs: 5 });
      await engine.recover();
      return engine;
    };
    let engine = await open();
    return {
      engine,
      async takeOver() {
        engine = await open();
        return engine;
      },
      async close() {
        await engine.close();
        await database.close();
      },
    };
  }

  return {
    make,
    async close() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
