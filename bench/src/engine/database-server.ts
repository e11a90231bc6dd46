import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@parley/adapter-postgres';
import pg from 'pg';
import { cpuSeconds } from './process-cpu.ts';

/** A PostgreSQL of the benchmark's own, with fsync on as everywhere. */
export interface DatabaseServer {
  readonly adminUrl: string;
  /** A folder that ends with the server. */
  readonly folder: string;
  /** Makes an empty database and gives its URL. */
  createDatabase(name: string): Promise<string>;
  /** CPU seconds that all its processes have used so far; 0 where the system does not tell. */
  cpuSeconds(): number;
  close(): Promise<void>;
}

export async function startDatabaseServer(): Promise<DatabaseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  await chmod(folder, 0o711);
  const { adminUrl, clusterDir, stop } = await startEmbeddedPostgres({ dataDir: folder });
  const postmaster = Number(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    adminUrl,
    folder,
    cpuSeconds: () => cpuSeconds(postmaster),
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: adminUrl });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      const url = new URL(adminUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
