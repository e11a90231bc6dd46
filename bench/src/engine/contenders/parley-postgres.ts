import { engineMigrations, openServiceDatabase, startPostgresEngine } from '@parley/adapter-postgres';
import { instantEffects, runExecution } from '../parley-workflows.ts';
import type { Addresses, Contender } from '../workload.ts';

/** The engine as the product runs it, with nothing but the calls to the outside replaced. */
export async function parleyPostgres({ adminUrl }: Addresses): Promise<Contender> {
  const database = await openServiceDatabase({ adminUrl, service: 'bench', migrations: await engineMigrations() });
  const engine = startPostgresEngine({ database, effects: instantEffects() });
  await engine.recover();
  return {
    run: async (workflow) => void (await runExecution(engine, workflow)),
    async close() {
      await engine.close();
      await database.close();
    },
  };
}
