import { type Migration, readMigrations } from '../database/migrations.ts';

/** The tables of {@link openExecutionStore}, for the database of the service that runs executions. */
export async function engineMigrations(): Promise<Migration[]> {
  return readMigrations(new URL('./migrations/', import.meta.url), 'engine/');
}
