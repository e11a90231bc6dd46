import { type Logger, silentLogger } from '@parley/kernel';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { openSilentProxy } from '../testing/silent-proxy.ts';
import { acquireLease, type Lease } from './lease.ts';

let test: TestDatabase;
let over = new AbortController();

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());
afterEach(() => {
  over.abort();
  over = new AbortController();
});

const acquire = (name: string, ttlMs = 60_000): Promise<Lease | undefined> =>
  acquireLease({ url: test.database.systemUrl, name, ttlMs, pollMs: 5, logger: silentLogger, signal: over.signal });

async function admin(sql: string, values: unknown[] = []): Promise<number> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  const { rowCount } = await client.query(sql, values);
  await client.end();
  return rowCount ?? 0;
}

/** How many connections of that name hold an advisory lock. */
const holders = (application: string): Promise<number> =>
  admin(
    `select 1 from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and application_name = $1`,
    [application],
  );

describe('a lease', () => {
  it('has one holder at a time, each with a larger epoch', async () => {
    const first = await acquire('one');
    let passed = false;
    const waiting = acquire('one').then((lease) => {
      passed = true;
      return lease;
    });
    const other = await acquire('another');
    expect(passed).toBe(false);
    await first?.release();
    const second = await waiting;
    expect([first?.epoch, second?.epoch, other?.epoch]).toEqual([1, 2, 1]);
    await Promise.all([second?.release(), other?.release()]);
  });

  it('outlives the loss of its connection when nobody else took it', async () => {
    const lease = await acquire('cut');
    await admin(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley-lease-cut'`);
    await expect.poll(() => holders('parley-lease-cut')).toBe(1);
    const waiting = acquire('cut');
    await lease?.release();
    const next = await waiting;
    expect([lease?.epoch, next?.epoch]).toEqual([1, 2]);
    await next?.release();
  });

  it('ends when somebody else was faster after the loss of its connection', async () => {
    const lease = await acquire('raced');
    await admin(`update leases set epoch = 2 where name = 'raced'`);
    await admin(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley-lease-raced'`);
    await lease?.ended;
  });

  it('is taken from a holder that stopped renewing while its connection lives', async () => {
    // A process that is stopped: it holds the lock, and does nothing.
    const hung = new pg.Client({ connectionString: test.database.systemUrl });
    const cut = new Promise<void>((resolve) => hung.once('end', resolve));
    hung.on('error', () => {});
    await hung.connect();
    await hung.query(`select pg_advisory_lock(7271, hashtext('hung'))`);
    await admin(`insert into leases values ('hung', 5, now() - interval '2 minutes')`);
    const next = await acquire('hung');
    expect(next?.epoch).toBe(6);
    await cut;
    await next?.release();
  });

  it('is given up by a holder whose epoch is over', async () => {
    const lease = await acquire('fenced', 40);
    await admin(`update leases set epoch = 9 where name = 'fenced'`);
    await lease?.ended;
  });

  it('is uncertain while the network is silent, and certain again once there is an answer', async () => {
    const proxy = await openSilentProxy(test.database.systemUrl);
    const lost = vi.fn<() => void>();
    const lease = await acquireLease({
      ...{ url: proxy.url, name: 'silent', ttlMs: 400, pollMs: 5, logger: silentLogger, signal: over.signal },
      onLost: lost,
    });
    expect(lease?.certain()).toBe(true);
    proxy.silence();
    await expect.poll(() => lease?.certain(), { timeout: 5_000 }).toBe(false);
    await expect.poll(() => lost.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(0);
    proxy.restore();
    expect(await lease?.confirm()).toBe(true);
    expect(lease?.certain()).toBe(true);
    await lease?.release();
    proxy.close();
  });

  it('is uncertain after its process did nothing for longer than it lasts, and over when another has it', async () => {
    const lease = await acquire('stopped', 200);
    await admin(`update leases set epoch = 2 where name = 'stopped'`);
    // As if the process had been stopped: no timer fires, and the clock goes on.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    expect(lease?.certain()).toBe(false);
    expect(await lease?.confirm()).toBe(false);
  });

  it('says why it cannot be written, does not try again at once, and is there when it can', async () => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_, message) => void warnings.push(message ?? '') };
    await admin('alter table leases rename to leases_away');
    const from = performance.now();
    const waiting = acquireLease({
      ...{ url: test.database.systemUrl, name: 'unwritable', pollMs: 50, logger, signal: over.signal },
    });
    await expect.poll(() => warnings.length).toBeGreaterThan(2);
    const tries = warnings.length;
    const elapsed = performance.now() - from;
    await admin('alter table leases_away rename to leases');
    const lease = await waiting;

    expect(lease?.epoch).toBe(1);
    expect(new Set(warnings)).toEqual(new Set(['the lease cannot be written; trying again']));
    expect(elapsed).toBeGreaterThanOrEqual((tries - 1) * 49);
    await lease?.release();
  });

  it('lets go of who no longer wants to wait', async () => {
    const lease = await acquire('busy');
    const waiting = acquire('busy');
    over.abort();
    expect(await waiting).toBeUndefined();
    await lease?.release();
  });
});
