import { parleyMemory } from './contenders/parley-memory.ts';
import { parleyPostgres } from './contenders/parley-postgres.ts';
import type { Addresses, Contender } from './workload.ts';

/** What is measured beside one another, by name, in the order of the tables. Peers load only in their own process. */
export const CONTENDERS: Readonly<Record<string, (addresses: Addresses) => Promise<Contender>>> = {
  'raw group commit': async (addresses) => (await import('./contenders/raw.ts')).rawJournal(addresses),
  'Parley, memory': async () => parleyMemory(),
  'Parley, PostgreSQL': (addresses) => parleyPostgres(addresses),
  'Parley, Restate': async (addresses) => (await import('./contenders/parley-restate.ts')).parleyRestate(addresses),
  Restate: async (addresses) => (await import('./contenders/restate.ts')).restate(addresses),
  'graphile-worker': async (addresses) => (await import('./contenders/graphile-worker.ts')).graphileWorker(addresses),
  DBOS: async (addresses) => (await import('./contenders/dbos.ts')).dbos(addresses),
};
