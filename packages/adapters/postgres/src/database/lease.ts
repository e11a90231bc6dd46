import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@parley/kernel';
import pg from 'pg';

export interface LeaseOptions {
  /** URL of the system role of the database that keeps the lease. */
  readonly url: string;
  readonly name: string;
  readonly logger: Logger;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** How often a standby tries. Default 250 ms. */
  readonly pollMs?: number;
  /** A holder that has not renewed for so long is replaced even if its connection lives. Default 10,000 ms. */
  readonly ttlMs?: number;
}

/** The right to do what only one process may do at a time. */
export interface Lease {
  /** Larger than that of every earlier holder. */
  readonly epoch: number;
  /** Resolves when the lease is over: released, or another process has taken it. */
  readonly ended: Promise<void>;
  release(): Promise<void>;
}

const POLL_MS = 250;
const TTL_MS = 10_000;
const LOCK_CLASS = 7271;

/**
 * Waits until this process holds the lease: an advisory lock on a connection of its own, which PostgreSQL frees when
 * the process dies, and a row with the epoch and the time of the last renewal, from which a standby learns that a
 * holder is stopped or hangs. A holder that loses its connection, as when PostgreSQL is restarted, goes on unless
 * somebody else was faster. Undefined when `signal` ended the waiting.
 */
export async function acquireLease(options: LeaseOptions): Promise<Lease | undefined> {
  const { name, signal, logger } = options;
  const session = await lock(options, signal);
  if (!session) return undefined;
  const epoch = await nextEpoch(session, name).catch(() => undefined);
  if (epoch !== undefined) {
    await relaxCommits(session);
    logger.info({ name, epoch }, 'lease acquired');
    return new HeldLease(options, session, epoch);
  }
  await session.close();
  return acquireLease(options);
}

/** A connection that holds the advisory lock. */
interface Session {
  readonly client: pg.Client;
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

class HeldLease implements Lease {
  readonly epoch: number;
  readonly ended: Promise<void>;
  readonly #options: LeaseOptions;
  readonly #released = new AbortController();
  readonly #renewal: NodeJS.Timeout;
  #session: Session;

  constructor(options: LeaseOptions, session: Session, epoch: number) {
    this.#options = options;
    this.#session = session;
    this.epoch = epoch;
    this.#renewal = setInterval(() => void this.#renew(), (options.ttlMs ?? TTL_MS) / 4);
    this.#renewal.unref();
    this.ended = this.#keep();
  }

  async release(): Promise<void> {
    this.#released.abort();
    await this.#session.close();
    await this.ended;
  }

  async #keep(): Promise<void> {
    const { name, logger } = this.#options;
    const { signal } = this.#released;
    do {
      await this.#session.ended;
    } while (!signal.aborted && (await this.#regain()));
    clearInterval(this.#renewal);
    logger.info({ name, epoch: this.epoch }, 'lease ended');
  }

  /** Takes the lock again; false when another process has had it in between. */
  async #regain(): Promise<boolean> {
    const { name } = this.#options;
    const superseded = async (client: pg.Client) => (await currentEpoch(client, name)) !== this.epoch;
    const session = await lock(this.#options, this.#released.signal, superseded);
    if (!session) return false;
    const lost = this.#released.signal.aborted || (await superseded(session.client).catch(() => false));
    if (lost) {
      await session.close();
      return false;
    }
    this.#session = session;
    await relaxCommits(session);
    await this.#renew();
    return true;
  }

  async #renew(): Promise<void> {
    const { client, close } = this.#session;
    const renewed = await client
      .query('update leases set renewed_at = clock_timestamp() where name = $1 and epoch = $2', [
        this.#options.name,
        this.epoch,
      ])
      .catch(() => undefined);
    // Connected, but no longer the holder: a look at the epoch on the way back ends the lease.
    if (renewed?.rowCount === 0) await close();
  }
}

/** From now on only renewals are written, which nobody misses after a crash: they need not wait for the disk. */
async function relaxCommits({ client }: Session): Promise<void> {
  await client.query('set synchronous_commit = off').catch(() => {});
}

/** Connects and waits for the lock, over lost connections, until `signal` or `giveUp` says to stop. */
async function lock(
  options: LeaseOptions,
  signal: AbortSignal,
  giveUp: (client: pg.Client) => Promise<boolean> = async () => false,
): Promise<Session | undefined> {
  const { logger, name, pollMs = POLL_MS } = options;
  while (!signal.aborted) {
    const session = openSession(options);
    try {
      const { client } = session;
      await client.connect();
      // A holder whose machine is gone is noticed by the server, too; no effect on Unix sockets.
      await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
      while (!signal.aborted) {
        if (await tryLock(client, options)) return session;
        if (await giveUp(client)) {
          await session.close();
          return undefined;
        }
        await delay(pollMs, undefined, { signal }).catch(() => {});
      }
    } catch (error) {
      logger.debug({ error, name }, 'the database with the lease cannot be reached');
    }
    await session.close();
    await delay(pollMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

function openSession({ url, name }: LeaseOptions): Session {
  const client = new pg.Client({ connectionString: url, application_name: `parley-lease-${name}` });
  client.on('error', () => {});
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  return { client, ended, close: () => client.end().catch(() => {}) };
}

/** Takes the lock when it is free; otherwise ends the connection of a holder that has not renewed for too long. */
async function tryLock(client: pg.Client, { name, ttlMs = TTL_MS }: LeaseOptions): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as taken', [
    LOCK_CLASS,
    name,
  ]);
  if (rows[0]?.taken) return true;
  await client.query(
    `select pg_terminate_backend(l.pid) from pg_locks l
      where l.locktype = 'advisory' and l.classid = $1 and l.objid = (hashtext($2)::bigint & 4294967295)::oid
        and l.objsubid = 2 and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
        and exists (select 1 from leases where name = $2
                       and renewed_at < clock_timestamp() - $3 * interval '1 millisecond')`,
    [LOCK_CLASS, name, ttlMs],
  );
  return false;
}

async function nextEpoch({ client }: Session, name: string): Promise<number> {
  const { rows } = await client.query<{ epoch: string }>(
    `insert into leases (name, epoch, renewed_at) values ($1, 1, clock_timestamp())
     on conflict (name) do update set epoch = leases.epoch + 1, renewed_at = clock_timestamp() returning epoch`,
    [name],
  );
  return Number(rows[0]?.epoch);
}

async function currentEpoch(client: pg.Client, name: string): Promise<number> {
  const { rows } = await client.query<{ epoch: string }>('select epoch from leases where name = $1', [name]);
  return Number(rows[0]?.epoch);
}
