import { type Append, type ExecutionStore, type HistoryEntry, MemoryStore } from '@parley/engine';
import { describe, expect, it } from 'vitest';
import type { ObjectStore, StoredValue } from '../ports.ts';
import { LargeValues } from './large-values.ts';
import { withLargeValues } from './with-large-values.ts';

const TENANT = 'tenant';
const LARGE = 'x'.repeat(2_000);

function setup(put: (key: string) => Promise<void> = async () => {}) {
  const bodies = new Map<string, Uint8Array>();
  const noted: StoredValue[] = [];
  const puts: string[] = [];
  const objects: ObjectStore = {
    async put(key, body) {
      await put(key);
      puts.push(key);
      bodies.set(key, body);
    },
    get: async (key) => bodies.get(key),
    has: async (key) => bodies.has(key),
    delete: async (key) => void bodies.delete(key),
  };
  const index = {
    register: async (values: readonly StoredValue[]) => void noted.push(...values),
    find: async () => undefined,
    sweep: async () => 0,
  };
  const inner = new MemoryStore();
  const values = new LargeValues({ objects, index, thresholdBytes: 1_000, cacheBytes: 5_000 });
  const store: ExecutionStore = withLargeValues(inner, values);
  return { inner, store, bodies, noted, puts, values };
}

const started = (executionId: string, input: unknown = {}): Append => ({
  tenantId: TENANT,
  executionId,
  entries: [
    {
      ...{ executionId, seq: 1, key: '', type: 'ExecutionStarted', at: 0 },
      data: {
        ...{ tenantId: TENANT, definition: 'd', input, trigger: { kind: 'manual' }, environment: 'live' },
        interpreter: { version: 1, flags: [] },
      },
    },
  ],
});

const completed = (executionId: string, seq: number, output: unknown): Append => {
  const entry: HistoryEntry = {
    executionId,
    seq,
    key: `/do/${seq}`,
    type: 'EffectCompleted',
    data: { output },
    at: seq,
  };
  return { tenantId: TENANT, executionId, entries: [entry] };
};

describe('a store with large values elsewhere', () => {
  it('keeps references in the history, equal values once, and gives back whole entries', async () => {
    const { inner, store, puts, noted } = setup();
    await store.append([started('e', { text: LARGE })]);
    await store.append([completed('e', 2, { text: LARGE })]);
    await store.append([completed('e', 3, { small: 1 })]);

    const stored = await inner.history('e');
    expect(JSON.stringify(stored)).not.toContain('xxx');
    expect(stored[1]!.data).toMatchObject({ $references: { output: { bytes: 2_011, mediaType: 'application/json' } } });
    expect(puts).toHaveLength(1);
    expect(noted.map(({ seq }) => seq)).toEqual([1, 2]);
    const whole = await store.history('e');
    expect(whole[0]!.data).toMatchObject({ input: { text: LARGE }, definition: 'd' });
    expect(whole.slice(1).map(({ data }) => data)).toEqual([{ output: { text: LARGE } }, { output: { small: 1 } }]);
  });

  it('takes a value of a user that looks like a reference as a value', async () => {
    const { store } = setup();
    const output = { $references: { output: { sha256: 'a'.repeat(64), bytes: 1, mediaType: 'x' } } };
    await store.append([started('e', output)]);
    await store.append([completed('e', 2, output)]);

    const history = await store.history('e');

    expect(history.map(({ data }) => ('output' in data ? data.output : (data as { input?: unknown }).input))).toEqual([
      output,
      output,
    ]);
  });

  it('keeps the order of an execution’s appends while a value is on its way, and lets others pass', async () => {
    const waiting: (() => void)[] = [];
    const { inner, store } = setup(() => new Promise((resolve) => waiting.push(resolve)));
    await store.append([started('e')]);
    await store.append([started('other')]);

    const all = Promise.all([
      store.append([completed('e', 2, LARGE)]),
      store.append([completed('e', 3, 'small')]),
      store.append([completed('e', 4, `${LARGE}!`)]),
      store.append([completed('e', 5, 'last')]),
    ]);
    await store.append([completed('other', 2, 'passes')]);
    expect(await inner.history('e')).toHaveLength(1);
    const opener = setInterval(() => waiting.shift()?.(), 1);
    await all;
    clearInterval(opener);

    expect((await inner.history('e')).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it('writes no later entry when a value cannot be stored, and works again afterwards', async () => {
    let away = true;
    const { inner, store, bodies, noted } = setup(async () => {
      if (away) throw new Error('the object store is away');
    });
    await store.append([started('e')]);

    const results = await Promise.allSettled([
      store.append([completed('e', 2, LARGE)]),
      store.append([completed('e', 3, 'small')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await inner.history('e')).toHaveLength(1);
    away = false;
    await store.append([completed('e', 2, LARGE)]);

    expect(await store.history('e')).toHaveLength(2);
    expect(bodies.size).toBe(1);
    expect(noted).toHaveLength(2);
  });

  it('raises instead of giving a value that is not what was stored', async () => {
    const { store, bodies } = setup();
    await store.append([started('e')]);
    await store.append([completed('e', 2, LARGE)]);
    for (const key of bodies.keys()) bodies.set(key, new TextEncoder().encode('"tampered"'));

    await expect(store.history('e')).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });
});
