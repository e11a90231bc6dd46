import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@parley/kernel';
import type pg from 'pg';
import { type LeaseSession, openLeaseSession } from './lease-session.ts';

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
  /** Called when the connection was lost, whether or not it is regained: others to the same server may hang. */
  readonly onLost?: () => void;
}

/** The right to do what only one process may do at a time. */
export interface Lease {
  /** Larger than that of every earlier holder. */
  readonly epoch: number;
  /** Resolves when the lease is over: released, or another process has taken it. */
  readonly ended: Promise<void>;
  /**
   * True while nobody else can have taken the lease by waiting for it to run out. False after this process was stopped
   * for long or cannot reach the database: it may have been replaced without having noticed.
   */
  certain(): boolean;
  /** Resolves to true when the lease is certain, to false when it is over. */
  confirm(): Promise<boolean>;
  release(): Promise<void>;
}

const POLL_MS = 250;
const TTL_MS = 10_000;
const LOCK_CLASS = 7271;
const CONFIRM_PAUSE_MS = 20;

/**
 * Waits until this process holds the lease: an advisory lock on a connection of its own, which PostgreSQL frees when
 * the process dies, and a row with the epoch and the time of the last renewal, from which a standby learns that a
 * holder is stopped or hangs. A holder that loses its connection, as when PostgreSQL is restarted, goes on unless
 * somebody else was faster. Undefined when `signal` ended the waiting.
 */
export async function acquireLease(options: LeaseOptions): Promise<Lease | undefined> {
  const { name, signal, logger } = options;
  for (;;) {
    const session = await lock(options, signal);
    if (!session) return undefined;
    const from = performance.now();
    try {
      const epoch = await nextEpoch(session, name);
      await relaxCommits(session);
      logger.info({ name, epoch }, 'lease acquired');
      return new HeldLease(options, session, epoch, from);
    } catch (error) {
      logger.warn({ err: error, name }, 'the lease cannot be written; trying again');
      await session.close();
      await pause(options, signal);
    }
  }
}

class HeldLease implements Lease {
  readonly epoch: number;
  readonly ended: Promise<void>;
  readonly #options: LeaseOptions;
  readonly #released = new AbortController();
  readonly #renewal: NodeJS.Timeout;
  readonly #ttlMs: number;
  #session: LeaseSession;
  /** On the clock of `performance.now`, which goes on while the process is stopped. */
  #certainUntil: number;
  #over = false;
  #confirmation: Promise<boolean> | undefined;
  #renewing: Promise<void> | undefined;

  /** `from` is a time before the lease was written. */
  constructor(options: LeaseOptions, session: LeaseSession, epoch: number, from: number) {
    this.#options = options;
    this.#session = session;
    this.epoch = epoch;
    this.#ttlMs = options.ttlMs ?? TTL_MS;
    this.#certainUntil = from + this.#ttlMs;
    this.#renewal = setInterval(() => void this.#renew(), this.#ttlMs / 4);
    this.#renewal.unref();
    this.ended = this.#keep();
  }

  certain(): boolean {
    return performance.now() < this.#certainUntil;
  }

  async confirm(): Promise<boolean> {
    this.#confirmation ??= this.#untilCertain().finally(() => {
      this.#confirmation = undefined;
    });
    return await this.#confirmation;
  }

  async #untilCertain(): Promise<boolean> {
    while (!this.#over && !this.certain()) {
      await this.#renew();
      if (!this.certain()) await Promise.race([this.ended, delay(CONFIRM_PAUSE_MS)]);
    }
    return !this.#over;
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
      // Whoever is faster to connect has the lease now.
      this.#certainUntil = 0;
      this.#options.onLost?.();
    } while (!signal.aborted && (await this.#regain()));
    this.#over = true;
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

  /** Without an answer, or when it is no longer the holder, the connection is closed: what follows decides. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#renewOnce().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewOnce(): Promise<void> {
    const session = this.#session;
    const from = performance.now();
    const renewed = await session.client
      .query('update leases set renewed_at = clock_timestamp() where name = $1 and epoch = $2', [
        this.#options.name,
        this.epoch,
      ])
      .catch(() => undefined);
    if (renewed?.rowCount !== 1) await session.close();
    else if (session === this.#session) this.#certainUntil = from + this.#ttlMs;
  }
}

/** From now on only renewals are written, which nobody misses after a crash: they need not wait for the disk. */
async function relaxCommits({ client }: LeaseSession): Promise<void> {
  await client.query('set synchronous_commit = off').catch(() => {});
}

/** Connects and waits for the lock, over lost connections, until `signal` or `giveUp` says to stop. */
async function lock(
  options: LeaseOptions,
  signal: AbortSignal,
  giveUp: (client: pg.Client) => Promise<boolean> = async () => false,
): Promise<LeaseSession | undefined> {
  const { logger, name, url, ttlMs = TTL_MS } = options;
  for (let told = false; !signal.aborted; ) {
    const session = openLeaseSession(url, name, ttlMs / 2);
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
        await pause(options, signal);
      }
    } catch (error) {
      // Once each time that it goes away: an operator has to learn why nothing runs, and need not read it every 250 ms.
      if (told) logger.debug({ err: error, name }, 'the database with the lease cannot be reached');
      else logger.warn({ err: error, name }, 'the database with the lease cannot be reached; trying again');
      told = true;
    }
    await session.close();
    await pause(options, signal);
  }
  return undefined;
}

async function pause({ pollMs = POLL_MS }: LeaseOptions, signal: AbortSignal): Promise<void> {
  await delay(pollMs, undefined, { signal }).catch(() => {});
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

async function nextEpoch({ client }: LeaseSession, name: string): Promise<number> {
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
