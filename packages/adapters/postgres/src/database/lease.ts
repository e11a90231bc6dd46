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
  /** Resolves when the lease is over: released, taken by another process, or its connection lost. */
  readonly ended: Promise<void>;
  release(): Promise<void>;
}

const POLL_MS = 250;
const TTL_MS = 10_000;
const LOCK_CLASS = 7271;

/**
 * Waits until this process holds the lease: an advisory lock on a connection of its own, which PostgreSQL frees when
 * the process dies, and a row with the epoch and the time of the last renewal, from which a standby learns that a
 * holder is stopped or hangs. Undefined when `signal` ended the waiting.
 */
export async function acquireLease(options: LeaseOptions): Promise<Lease | undefined> {
  const { signal, logger, name, pollMs = POLL_MS } = options;
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: options.url, application_name: `parley-lease-${name}` });
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.on('error', () => {});
    });
    try {
      await client.connect();
      const epoch = await waitForEpoch(client, options);
      if (epoch !== undefined) return hold(client, epoch, ended, options);
    } catch (error) {
      logger.debug({ error, name }, 'the database with the lease cannot be reached');
    }
    await client.end().catch(() => {});
    await delay(pollMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

async function waitForEpoch(client: pg.Client, options: LeaseOptions): Promise<number | undefined> {
  const { name, signal, pollMs = POLL_MS, ttlMs = TTL_MS } = options;
  // A holder whose machine is gone is noticed by the server, too; no effect on Unix sockets.
  await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
  while (!signal.aborted) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as taken', [
      LOCK_CLASS,
      name,
    ]);
    if (rows[0]?.taken) return nextEpoch(client, name);
    await client.query(
      `select pg_terminate_backend(l.pid) from pg_locks l
        where l.locktype = 'advisory' and l.classid = $1 and l.objid = (hashtext($2)::bigint & 4294967295)::oid
          and l.objsubid = 2 and l.granted
          and l.database = (select oid from pg_database where datname = current_database())
          and exists (select 1 from leases where name = $2
                         and renewed_at < clock_timestamp() - $3 * interval '1 millisecond')`,
      [LOCK_CLASS, name, ttlMs],
    );
    await delay(pollMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

async function nextEpoch(client: pg.Client, name: string): Promise<number> {
  const { rows } = await client.query<{ epoch: string }>(
    `insert into leases (name, epoch, renewed_at) values ($1, 1, clock_timestamp())
     on conflict (name) do update set epoch = leases.epoch + 1, renewed_at = clock_timestamp() returning epoch`,
    [name],
  );
  return Number(rows[0]?.epoch);
}

function hold(client: pg.Client, epoch: number, ended: Promise<void>, options: LeaseOptions): Lease {
  const { name, logger, ttlMs = TTL_MS } = options;
  const renewal = setInterval(() => {
    client
      .query('update leases set renewed_at = clock_timestamp() where name = $1 and epoch = $2', [name, epoch])
      .then(({ rowCount }) => (rowCount === 1 ? undefined : client.end()))
      .catch(() => {});
  }, ttlMs / 4);
  renewal.unref();
  const over = ended.then(() => {
    clearInterval(renewal);
    logger.info({ name, epoch }, 'lease ended');
  });
  logger.info({ name, epoch }, 'lease acquired');
  return {
    epoch,
    ended: over,
    async release() {
      clearInterval(renewal);
      await client.end().catch(() => {});
      await over;
    },
  };
}
