import type { Append, HistoryData, HistoryEntry, HistoryType, Waiting } from '@parley/engine';
import { newId } from '@parley/kernel';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/index.ts';
import { openExecutionStore, type PostgresExecutionStore } from './execution-store.ts';
import { engineMigrations } from './migrations.ts';

const AT = Date.UTC(2026, 0, 1);
const NOTHING: Waiting = { signals: [], eventTypes: [], children: [] };

let test: TestDatabase;
let store: PostgresExecutionStore;
let tenantId: string;

beforeAll(async () => {
  test = await testDatabase({ service: 'engine', migrations: await engineMigrations() });
  store = (await openExecutionStore({ database: test.database, pollMs: 5 }))!;
});
afterAll(async () => {
  await store.close();
  await test.drop();
});
beforeEach(() => {
  tenantId = newId();
});

function entry<T extends HistoryType>(executionId: string, seq: number, type: T, data: HistoryData[T], key = '') {
  return { executionId, seq, key, type, data, at: AT + seq } as HistoryEntry;
}

function started(executionId: string): HistoryEntry {
  return entry(executionId, 1, 'ExecutionStarted', {
    ...{ tenantId, definition: 'definition-1', input: {}, trigger: { kind: 'manual' }, environment: 'live' },
    interpreter: { version: 1, flags: [] },
  });
}

const effect = (executionId: string, seq: number, output: unknown = seq) =>
  entry(executionId, seq, 'EffectCompleted', { output }, `/do/${seq}/call`);

const append = (executionId: string, entries: readonly HistoryEntry[], waiting?: Waiting): Promise<void> =>
  store.append([{ tenantId, executionId, entries, ...(waiting && { waiting }) }]);

async function start(waiting?: Waiting): Promise<string> {
  const executionId = newId();
  await append(executionId, [started(executionId)], waiting);
  return executionId;
}

const statusOf = async (executionId: string) => (await store.head(executionId))?.status;

describe('the execution store', () => {
  it('gives back what was appended, exactly and in order', async () => {
    const executionId = newId();
    const output = {
      text: 'quote " backslash \\ nul \u0000 lone \ud800 ünï 🍕',
      big: 2 ** 53 - 1,
      none: null,
      list: [[], {}],
    };
    const entries = [started(executionId), effect(executionId, 2, output), effect(executionId, 3)];
    await append(executionId, entries);
    expect(await store.history(executionId)).toEqual(entries);
    expect(await store.head(executionId)).toEqual({
      ...{ tenantId, executionId, definition: 'definition-1', status: 'running', seq: 3 },
    });
  });

  it('makes appends that overlap durable in the order of the calls', async () => {
    const executionId = await start();
    const all = Array.from({ length: 300 }, (_, index) => effect(executionId, index + 2));
    await Promise.all(all.map((one) => append(executionId, [one])));
    expect((await store.history(executionId)).slice(1)).toEqual(all);
  });

  it('drops entries that are there already (E7)', async () => {
    const executionId = await start();
    await append(executionId, [effect(executionId, 2, 'first')]);
    await append(executionId, [effect(executionId, 2, 'again'), effect(executionId, 3)]);
    expect((await store.history(executionId)).map(({ seq, data }) => [seq, 'output' in data && data.output])).toEqual([
      [1, false],
      [2, 'first'],
      [3, 3],
    ]);
  });

  it('writes what belongs together all or not at all', async () => {
    const [parent, child] = [newId(), newId()];
    const broken = { ...effect(parent, 2), key: 'a\u0000b' };
    const appends: Append[] = [
      { tenantId, executionId: child, entries: [started(child)] },
      { tenantId, executionId: parent, entries: [started(parent), broken] },
    ];
    await expect(store.append(appends)).rejects.toMatchObject({ code: 'invalid_value' });
    expect(await store.head(child)).toBeUndefined();
  });

  it('lets one bad append fail alone, with what comes after it in its execution', async () => {
    const [good, bad] = [await start(), await start()];
    const results = await Promise.allSettled([
      append(good, [effect(good, 2)]),
      append(bad, [{ ...effect(bad, 2), key: '\u0000' }]),
      append(good, [effect(good, 3)]),
      append(bad, [effect(bad, 3)]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(await store.history(good)).toHaveLength(3);
    expect(await store.history(bad)).toHaveLength(1);
  });

  it('follows an execution through its states', async () => {
    const executionId = await start();
    const states = [await statusOf(executionId)];
    const step = async (entries: readonly HistoryEntry[], waiting?: Waiting) => {
      await append(executionId, entries, waiting);
      states.push(await statusOf(executionId));
    };
    await step([effect(executionId, 2)], NOTHING);
    await step([effect(executionId, 3)]);
    await step([entry(executionId, 4, 'ExecutionSuspended', {}, 's')]);
    await step([effect(executionId, 5)], NOTHING);
    await step([entry(executionId, 6, 'ExecutionResumed', {}, 'r')]);
    await step([entry(executionId, 7, 'ExecutionSuspended', {}, 's2')], NOTHING);
    await step([entry(executionId, 8, 'CancelRequested', { reason: 'no' })]);
    await step([entry(executionId, 9, 'ExecutionCancelled', { reason: 'no' })]);
    expect(states).toEqual([
      ...['running', 'waiting', 'running', 'suspended', 'suspended', 'running', 'suspended', 'running', 'cancelled'],
    ]);
  });

  it('never changes a terminal status (E5)', async () => {
    const executionId = await start();
    await append(executionId, [entry(executionId, 2, 'ExecutionCompleted', { output: 1 })]);
    await append(executionId, [entry(executionId, 3, 'ExecutionFaulted', { error: { type: 't', status: 500 } })]);
    await append(executionId, [], NOTHING);
    expect(await statusOf(executionId)).toBe('completed');
  });

  it('finds those with a due timer, earliest first, and no others', async () => {
    const soon = AT - 10_000;
    const late = await start({ ...NOTHING, wakeAt: soon + 2 });
    const early = await start({ ...NOTHING, wakeAt: soon + 1 });
    await start({ ...NOTHING, wakeAt: AT + 1e9 });
    const woken = await start({ ...NOTHING, wakeAt: soon });
    await append(woken, [effect(woken, 2)]);
    const suspended = await start({ ...NOTHING, wakeAt: soon });
    await append(suspended, [entry(suspended, 2, 'ExecutionSuspended', {}, 's')], { ...NOTHING, wakeAt: soon });
    expect(await store.due(AT, 10)).toEqual([
      { executionId: early, wakeAt: soon + 1 },
      { executionId: late, wakeAt: soon + 2 },
    ]);
    expect(await store.due(AT, 1)).toHaveLength(1);
  });

  it('finds the tenant’s executions that listen for a type or for any, page by page', async () => {
    const listen = (...eventTypes: string[]) => start({ ...NOTHING, eventTypes });
    const ids = [await listen('a', 'b'), await listen('a'), await listen('*')].sort();
    await listen('c');
    const gone = await listen('a');
    await append(gone, [effect(gone, 2)]);
    const changed = await listen('a');
    await append(changed, [], { ...NOTHING, eventTypes: ['c'] });
    expect(await store.listening(tenantId, 'a', undefined, 10)).toEqual(ids);
    expect(await store.listening(tenantId, 'a', ids[0], 1)).toEqual([ids[1]]);
    expect(await store.listening(newId(), 'a', undefined, 10)).toEqual([]);
  });

  it('keeps events in order and each once', async () => {
    const event = (id: string, type = 'a') => ({ specversion: '1.0', id, source: 's', type, data: { id } });
    const kept = await Promise.all(['1', '2', '1', '3'].map((id) => store.keepEvent(tenantId, event(id), AT)));
    expect(kept.map((one) => one?.event.id)).toEqual(['1', '2', undefined, '3']);
    expect(await store.keepEvent(tenantId, event('2'), AT)).toBeUndefined();
    expect(await store.keepEvent(newId(), event('2'), AT)).toBeDefined();
    await store.keepEvent(tenantId, event('4', 'b'), AT + 5000);
    const query = { types: undefined, sinceMs: AT, after: 0, limit: 10 };
    const all = await store.events(tenantId, query);
    expect(all.map(({ event: { id } }) => id)).toEqual(['1', '2', '3', '4']);
    expect(all[0]).toEqual(kept[0]);
    const idsOf = async (more: object) =>
      (await store.events(tenantId, { ...query, ...more })).map((one) => one.event.id);
    expect(await idsOf({ types: ['b'] })).toEqual(['4']);
    expect(await idsOf({ sinceMs: AT + 1 })).toEqual(['4']);
    expect(await idsOf({ after: all[1]!.position, limit: 1 })).toEqual(['3']);
    expect(await idsOf({ sinceMs: AT + 1e9 })).toEqual([]);
  });

  it('names what a worker that starts has to load', async () => {
    const running = await start();
    const child = await start();
    const parent = await start({ ...NOTHING, children: [child] });
    const listener = await start({ ...NOTHING, eventTypes: ['arrived'] });
    await start({ ...NOTHING, eventTypes: ['never'], wakeAt: AT + 1e9 });
    const loaded = async () => {
      const own = new Set([running, child, parent, listener]);
      return new Set((await store.runnable(undefined, 1000)).filter((id) => own.has(id)));
    };
    expect(await loaded()).toEqual(new Set([running, child]));
    await append(child, [entry(child, 2, 'ExecutionCompleted', { output: 1 })]);
    await store.keepEvent(tenantId, { specversion: '1.0', id: '1', source: 's', type: 'arrived' }, AT + 10);
    expect(await loaded()).toEqual(new Set([running, parent, listener]));
  });

  it('names them page by page', async () => {
    const ids = [await start(), await start(), await start()].sort();
    const first = await store.runnable(ids[0], 1);
    expect(first).toEqual([ids[1]]);
  });

  it('refuses ids that are no UUIDs', async () => {
    await expect(append('execution-1', [])).rejects.toMatchObject({ code: 'invalid_value' });
  });

  it('shows a tenant its own history and nobody else’s', async () => {
    const executionId = await start();
    const count = (id: string) =>
      test.database.read(id, (tx) => tx.query('select 1 from engine_history where execution_id = $1', [executionId]));
    expect(await count(tenantId)).toHaveLength(1);
    expect(await count(newId())).toHaveLength(0);
  });

  it('goes on after PostgreSQL has cut its connections, losing and doubling nothing', async () => {
    const admin = new pg.Client({ connectionString: test.url });
    await admin.connect();
    const executionId = await start();
    const appended: Promise<void>[] = [];
    for (let seq = 2; seq < 202; seq += 1) {
      appended.push(append(executionId, [effect(executionId, seq)]));
      if (seq % 50 === 0) {
        await new Promise((resolve) => setImmediate(resolve));
        await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'parley-%engine'`,
        );
      }
    }
    await Promise.all(appended);
    await admin.end();
    expect((await store.history(executionId)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 201 }, (_, n) => n + 1),
    );
  });
});
