import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  engineMigrations,
  openServiceDatabase,
  type ServiceDatabase,
  startEmbeddedPostgres,
} from '@parley/adapter-postgres';

import { RAW_JOURNAL } from './raw-journal.ts';

/** A PostgreSQL of the benchmark's own, with fsync on as everywhere, and the engine's tables. */
export interface BenchDatabase {
  readonly database: ServiceDatabase;
  /** CPU seconds that PostgreSQL has used so far; 0 where the system does not tell. */
  cpuSeconds(): number;
  close(): Promise<void>;
}

// The kernel's clock ticks per second, which is 100 on every Linux.
const TICKS = 100;

export async function openBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir });
  const database = await openServiceDatabase({
    ...{ adminUrl: server.adminUrl, service: 'bench', migrations: [...(await engineMigrations()), RAW_JOURNAL] },
  });
  const postmaster = Number(readFileSync(join(server.clusterDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    database,
    cpuSeconds: () => childrenOf(postmaster).reduce((sum, pid) => sum + cpuOf(pid), 0),
    async close() {
      await database.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  } catch {
    return [];
  }
}

function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}
