import { type EventBusHarness, testEventBus } from '@parley/contracts/testing';
import { newId } from '@parley/kernel';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { appendEvents, claimEvent } from './append.ts';
import { LocalEventBus } from './bus.ts';
import { listDeadLetters, replayDeadLetters } from './dead-letters.ts';
import { type OutboxRelay, startOutboxRelay } from './relay.ts';

const FAST = { maxAttempts: 3, backoffMs: 1, maxBackoffMs: 4 };

async function open(): Promise<EventBusHarness> {
  const { database, drop } = await testDatabase();
  const bus = new LocalEventBus();
  let relay: OutboxRelay | undefined;
  return {
    bus,
    maxAttempts: FAST.maxAttempts,
    start: async () => {
      relay = startOutboxRelay({ database, bus, ...FAST });
    },
    publish: (events) =>
      database.tenant(events[0]?.accountid ?? newId(), async (tx) => {
        await appendEvents(tx, events);
      }),
    drained: async () => relay?.drained(),
    deadLetters: async () => {
      const letters = await database.system((tx) => listDeadLetters(tx, { limit: 100 }));
      return letters.map((letter) => ({ ...letter, id: letter.deadLetterId }));
    },
    replay: async (ids) => {
      await database.system((tx) => replayDeadLetters(tx, ids.map(Number)));
    },
    close: async () => {
      await relay?.stop();
      await drop();
    },
  };
}

testEventBus('PostgreSQL outbox', open);

describe('the outbox relay', () => {
  const tenantId = newId();
  let test: TestDatabase;
  let bus: LocalEventBus;
  let seen: string[];

  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    bus = new LocalEventBus();
    seen = [];
    bus.subscribe('recorder', ['*'], async ({ id }) => void seen.push(id));
    await test.database.system((tx) => tx.execute('delete from outbox'));
  });

  const event = (id: string, accountid = tenantId) => ({
    ...{
      id,
      type: 't',
      source: 's',
      subject: 'one',
      time: '2026-01-01T00:00:00Z',
      accountid,
      dataversion: 1,
      data: null,
    },
  });
  const publish = (...ids: string[]) =>
    test.database.tenant(tenantId, (tx) =>
      appendEvents(
        tx,
        ids.map((id) => event(id)),
      ),
    );

  it('publishes nothing when the transaction fails', async () => {
    const relay = startOutboxRelay({ database: test.database, bus });
    const failing = test.database.tenant(tenantId, async (tx) => {
      await appendEvents(tx, [event(newId())]);
      throw new RangeError('changed my mind');
    });
    await expect(failing).rejects.toThrow(RangeError);
    await relay.drained();
    await relay.stop();
    expect(seen).toEqual([]);
  });

  it('does not let a transaction publish for another tenant', async () => {
    const foreign = test.database.tenant(tenantId, (tx) => appendEvents(tx, [event(newId(), newId())]));
    await expect(foreign).rejects.toMatchObject({ code: 'tenant_violation' });
  });

  it('delivers an event of a transaction that began earlier and commits later', async () => {
    const relay = startOutboxRelay({ database: test.database, bus });
    const [slow, fast] = [newId(), newId()];
    await test.database.tenant(tenantId, async (tx) => {
      await appendEvents(tx, [event(slow)]);
      await publish(fast);
      // The relay must not go past the open transaction: its event has the lower position.
      expect(seen).toEqual([]);
    });
    await relay.drained();
    await relay.stop();
    expect(seen).toEqual([slow, fast]);
  });

  it('delivers what was left when it was stopped, and nothing twice', async () => {
    const ids = Array.from({ length: 20 }, () => newId());
    await publish(...ids);
    const first = startOutboxRelay({ database: test.database, bus });
    await first.stop();
    const second = startOutboxRelay({ database: test.database, bus });
    await second.drained();
    await second.stop();
    expect(seen).toEqual(ids);
  });

  it('reads more events than fit into one page, in order', async () => {
    const ids = Array.from({ length: 700 }, (_, index) => `page-${index}-${newId()}`);
    await publish(...ids);
    const relay = startOutboxRelay({ database: test.database, bus });
    await relay.drained();
    await relay.stop();
    expect(seen).toEqual(ids);
  });

  it('goes on after its connections are cut', async () => {
    const relay = startOutboxRelay({ database: test.database, bus });
    await relay.drained();
    const admin = new pg.Client({ connectionString: test.url });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await admin.end();
    const id = newId();
    // Each connection of the pool may turn out to be dead once.
    await expect
      .poll(() =>
        publish(id).then(
          () => 'published',
          () => 'retry',
        ),
      )
      .toBe('published');
    await relay.drained();
    await relay.stop();
    expect(seen).toEqual([id]);
  });

  it('has one of two relays deliver, and the other take over', async () => {
    const first = startOutboxRelay({ database: test.database, bus });
    await first.drained();
    const second = startOutboxRelay({ database: test.database, bus });
    await publish('shared-1');
    await first.drained();
    await first.stop();
    await publish('shared-2');
    await second.drained();
    await second.stop();
    expect(seen).toEqual(['shared-1', 'shared-2']);
  });

  it('lets a handler claim an event once within its own transaction', async () => {
    const one = event(newId());
    const claim = () => test.database.tenant(tenantId, (tx) => claimEvent(tx, 'claimer', one));
    expect([await claim(), await claim()]).toEqual([true, false]);
  });

  it('gives up on a handler that never ends, which then holds up neither its own events nor others', async () => {
    let calls = 0;
    bus.subscribe('hanging', ['*'], () => {
      calls += 1;
      return new Promise(() => {});
    });
    const relay = startOutboxRelay({ database: test.database, bus, ...FAST, handlerTimeoutMs: 5, concurrency: 2 });
    const ids = Array.from({ length: 4 }, (_, n) => `hang-${n}`);
    await publish(...ids);

    await relay.drained();
    await relay.stop();

    expect(calls).toBe(ids.length * FAST.maxAttempts);
    expect([...seen].sort()).toEqual(ids);
    const letters = await test.database.system((tx) => listDeadLetters(tx, { limit: 100 }));
    const own = letters.filter(({ consumer }) => consumer === 'hanging');
    expect(own.map(({ error }) => error)).toEqual(ids.map(() => 'The handler took longer than 5 ms'));
  });

  it('lets tenants take turns: one event is not held up by hundreds of another tenant', async () => {
    const other = newId();
    const order: string[] = [];
    bus.subscribe('slow', ['*'], async ({ accountid }) => {
      order.push(accountid);
      await new Promise((resolve) => setImmediate(resolve));
    });
    const flood = Array.from({ length: 200 }, (_, n) => ({ ...event(`flood-${n}`), subject: `s${n}` }));
    await test.database.tenant(tenantId, (tx) => appendEvents(tx, flood));
    await test.database.tenant(other, (tx) => appendEvents(tx, [event('small', other)]));
    const relay = startOutboxRelay({ database: test.database, bus, ...FAST, concurrency: 2 });

    await relay.drained();
    await relay.stop();

    expect(order).toHaveLength(201);
    expect(order.indexOf(other)).toBeLessThan(20);
  });
});
