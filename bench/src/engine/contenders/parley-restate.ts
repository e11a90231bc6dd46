import { join } from 'node:path';
import { engineMigrations, openServiceDatabase, openSharedExecutionStore } from '@parley/adapter-postgres';
import { RestateEngine, startEmbeddedRestate } from '@parley/adapter-restate';
import { instantEffects, runExecution } from '../parley-workflows.ts';
import type { Addresses, Contender } from '../workload.ts';

/** The engine on Restate as the product runs it; the history is kept in PostgreSQL. */
export async function parleyRestate({ adminUrl, folder }: Addresses): Promise<Contender> {
  const migrations = await engineMigrations();
  const database = await openServiceDatabase({ adminUrl, service: 'benchrestate', migrations });
  const restate = await startEmbeddedRestate({ dataDir: join(folder, 'restate') });
  const store = await openSharedExecutionStore({ database });
  const engine = new RestateEngine({ effects: instantEffects(), store, restate });
  await engine.recover();
  return {
    servers: [restate.pid!],
    run: async (workflow) => void (await runExecution(engine, workflow)),
    async close() {
      await engine.close();
      await restate.stop();
      await store.close();
      await database.close();
    },
  };
}
