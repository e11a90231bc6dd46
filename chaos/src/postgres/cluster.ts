import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type EmbeddedPostgres,
  engineMigrations,
  openServiceDatabase,
  startEmbeddedPostgres,
} from '@parley/adapter-postgres';
import pg from 'pg';
import type { ProxyTarget } from './tcp-proxy.ts';
import { DATABASE, SERVICE } from './worker-messages.ts';

export type StopSignal = 'SIGINT' | 'SIGQUIT' | 'SIGKILL';

const RETRY_MS = 50;
const READ_LIMIT_MS = 60_000;

/** A PostgreSQL that belongs to this run, with the engine's tables and the run's own eyes in them. */
export class Cluster {
  readonly adminUrl: string;
  readonly #server: EmbeddedPostgres;
  #client: pg.Client | undefined;

  private constructor(server: EmbeddedPostgres) {
    this.#server = server;
    this.adminUrl = server.adminUrl;
  }

  /** Keeps its data in `folder`; it comes back by itself whenever it ends. */
  static async start(folder: string, watchSql: string): Promise<Cluster> {
    const dataDir = join(folder, 'postgres');
    await mkdir(dataDir, { recursive: true });
    await chmod(dataDir, 0o711);
    const server = await startEmbeddedPostgres({ dataDir });
    const migrations = await engineMigrations();
    const { adminUrl } = server;
    const database = await openServiceDatabase({ adminUrl, service: SERVICE, database: DATABASE, migrations });
    await database.close();
    const cluster = new Cluster(server);
    await cluster.query(watchSql);
    return cluster;
  }

  /** Where the server listens. */
  get target(): ProxyTarget {
    const url = new URL(this.adminUrl);
    const folder = url.searchParams.get('host');
    const port = Number(url.port || 5432);
    return folder === null ? { host: url.hostname, port } : { path: join(folder, `.s.PGSQL.${port}`) };
  }

  /** SIGINT: fast shutdown; SIGQUIT: immediate, with recovery at the next start; SIGKILL: as if the power went. */
  async stop(signal: StopSignal): Promise<void> {
    const pid = await this.#postmaster();
    if (pid === undefined) return;
    process.kill(pid, signal);
    while ((await this.#postmaster()) === pid) await delay(RETRY_MS);
  }

  async #postmaster(): Promise<number | undefined> {
    const text = await readFile(join(this.#server.clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
    const pid = Number(text.split('\n')[0]);
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return command.includes(this.#server.clusterDir) ? pid : undefined;
  }

  /** Rows of a query past the proxies, for as long as it takes the server to be there. */
  async query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    const deadline = Date.now() + READ_LIMIT_MS;
    for (;;) {
      try {
        this.#client ??= await this.#connect();
        return (await this.#client.query<Row>(text, values)).rows;
      } catch (error) {
        this.#client = undefined;
        if (Date.now() > deadline || /syntax|does not exist|already exists/.test(String(error))) throw error;
        await delay(RETRY_MS);
      }
    }
  }

  async #connect(): Promise<pg.Client> {
    const url = new URL(this.adminUrl);
    url.pathname = `/${DATABASE}`;
    const client = new pg.Client({ connectionString: url.href, application_name: 'chaos' });
    client.on('error', () => {
      this.#client = undefined;
    });
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => {});
    await this.#server.stop();
  }
}
