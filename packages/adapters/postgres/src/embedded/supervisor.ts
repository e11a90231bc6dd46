import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@parley/kernel';
import pg from 'pg';
import { EXTERNAL_DATABASE_HINT, postgresError } from '../errors.ts';
import type { Binaries } from './binaries.ts';
import { chooseEndpoint, initialiseCluster, launchServer, SUPERUSER, serverArguments } from './cluster.ts';
import type { RunAs } from './identity.ts';
import { type ClusterLayout, isInitialised, saveState } from './layout.ts';
import {
  clearStaleLock,
  type Endpoint,
  findPostmaster,
  type Postmaster,
  startCommand,
  stopPostmaster,
} from './postmaster.ts';

/** What the start is doing, for a progress display. */
export type EmbeddedProgress = 'preparing' | 'initialising' | 'starting' | 'adopting' | 'ready';

export interface SupervisorParts {
  readonly layout: ClusterLayout;
  readonly binaries: Binaries;
  readonly runAs: RunAs;
  readonly settings: Readonly<Record<string, string>>;
  readonly logger: Logger;
  readonly onProgress: (step: EmbeddedProgress) => void;
}

// Held on the database `postgres` by the process that runs the server; PostgreSQL lets go of it when that process dies.
const GUARD_LOCK = 7_271_533_017;
const GUARD_ATTEMPTS = 40;
const GUARD_RETRY_MS = 25;
const RESTART_DELAY_MS = 250;
const READY_LIMIT_MS = 20_000;
const POLL_MS = 10;

/**
 * Keeps one PostgreSQL running. A connection that holds an advisory lock guards it: the lock tells a second Parley to
 * stay away, and the end of the connection tells this one that the server is gone.
 */
export class Supervisor {
  readonly #parts: SupervisorParts;
  #guard: pg.Client | undefined;
  #stopping = false;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
  }

  /** Resolves to the superuser's URL when the server takes connections. */
  async start(): Promise<string> {
    const { layout, binaries, runAs, onProgress } = this.#parts;
    if (!(await isInitialised(layout.clusterDir))) {
      onProgress('initialising');
      await initialiseCluster(layout, binaries, runAs);
    }
    return urlOf(await this.#bringUp(), layout.state.password);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#dropGuard();
    const postmaster = await findPostmaster(this.#parts.layout.clusterDir);
    if (postmaster) await stopPostmaster(postmaster.pid);
  }

  async #bringUp(): Promise<Endpoint> {
    const { layout } = this.#parts;
    const running = await settled(layout.clusterDir);
    if (running && (await this.#adopt(running))) return running.endpoint;
    await clearStaleLock(layout.clusterDir);
    const endpoint = await this.#launch();
    await this.#takeGuard(endpoint);
    return endpoint;
  }

  /** Takes over a running server when it is just as we would start it; stops it otherwise. */
  async #adopt({ pid, endpoint }: Postmaster): Promise<boolean> {
    const { layout, binaries, settings, onProgress, logger } = this.#parts;
    await this.#takeGuard(endpoint);
    const wanted = [binaries.postgres, ...serverArguments(layout, endpoint, settings).map((text) => `"${text}"`)];
    if ((await startCommand(layout.clusterDir)) === wanted.join(' ')) {
      onProgress('adopting');
      logger.info({ pid }, 'adopted the PostgreSQL that a killed process left running');
      return true;
    }
    logger.info({ pid }, 'stopping a PostgreSQL that was started with other settings or by another version');
    await this.#dropGuard();
    await stopPostmaster(pid);
    return false;
  }

  async #launch(): Promise<Endpoint> {
    const { layout, binaries, runAs, settings, onProgress, logger } = this.#parts;
    onProgress('starting');
    const endpoint = await chooseEndpoint(layout, runAs);
    if (endpoint.port !== layout.state.port)
      await saveState(layout.stateFile, { ...layout.state, port: endpoint.port });
    const pid = await launchServer(layout, binaries, runAs, serverArguments(layout, endpoint, settings));
    logger.info({ pid, clusterDir: layout.clusterDir }, 'PostgreSQL started');
    return endpoint;
  }

  async #takeGuard(endpoint: Endpoint): Promise<void> {
    const { layout } = this.#parts;
    const connectionString = urlOf(endpoint, layout.state.password);
    const guard = new pg.Client({ connectionString, application_name: 'parley-supervisor' });
    guard.on('error', () => {});
    await guard.connect();
    for (let attempt = 1; !(await tryLock(guard)); attempt += 1) {
      if (attempt === GUARD_ATTEMPTS) {
        await guard.end();
        throw postgresError('embedded_in_use', `Another Parley runs on ${layout.baseDir}`, {
          hint: `Stop it, or set PARLEY_HOME to another directory. To share one database: ${EXTERNAL_DATABASE_HINT}`,
        });
      }
      // The server may take a moment to notice that the process that held the lock is dead.
      await delay(GUARD_RETRY_MS);
    }
    this.#guard = guard;
    guard.once('end', () => {
      if (this.#guard === guard) void this.#revive();
    });
  }

  async #dropGuard(): Promise<void> {
    const guard = this.#guard;
    this.#guard = undefined;
    await guard?.end().catch(() => {});
  }

  /** Brings the server back after it ended unasked, for as long as it takes. */
  async #revive(): Promise<void> {
    this.#guard = undefined;
    while (!this.#stopping) {
      this.#parts.logger.warn({}, 'PostgreSQL ended unexpectedly; starting it again');
      try {
        await this.#bringUp();
        return;
      } catch (error) {
        this.#parts.logger.error({ error }, 'PostgreSQL could not be started again');
        await delay(RESTART_DELAY_MS);
      }
    }
  }
}

/** The server on `clusterDir` once it is ready or gone; one that stays in between is stopped. */
async function settled(clusterDir: string): Promise<Postmaster | undefined> {
  let found = await findPostmaster(clusterDir);
  for (let waited = 0; found && !found.ready && waited < READY_LIMIT_MS; waited += POLL_MS) {
    await delay(POLL_MS);
    found = await findPostmaster(clusterDir);
  }
  if (!found || found.ready) return found;
  await stopPostmaster(found.pid);
  return undefined;
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [GUARD_LOCK]);
  return rows[0]?.taken === true;
}

/** Socket directories travel as the `host` parameter, which every driver of PostgreSQL URLs understands. */
function urlOf({ host, port }: Endpoint, password: string): string {
  const url = new URL(`postgresql://${SUPERUSER}:${password}@localhost:${port}/postgres`);
  if (host.startsWith('/')) url.searchParams.set('host', host);
  else url.hostname = host;
  return url.href;
}
