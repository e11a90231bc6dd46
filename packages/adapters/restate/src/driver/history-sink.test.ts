import { type Append, type HistoryEntry, INTERPRETER, MemoryStore, startEntry } from '@parley/engine';
import { newId, silentLogger } from '@parley/kernel';
import { expect, it } from 'vitest';
import { HistorySink } from './history-sink.ts';

const tenantId = newId();
const executionId = newId();
const data = { tenantId, definition: 'main', input: null, trigger: { kind: 'manual' }, environment: 'live' } as const;
const START = startEntry(executionId, { ...data, interpreter: INTERPRETER }, 1);
const effect = (seq: number): HistoryEntry => {
  const result = { type: 'EffectCompleted', data: { output: null } } as const;
  return { executionId, seq, key: `/do/${seq}`, at: seq, ...result };
};
const append = (entries: readonly HistoryEntry[], ...eventTypes: string[]): Append => {
  const waiting = { signals: [], children: [], eventTypes };
  return { tenantId, executionId, entries, ...(eventTypes.length > 0 && { waiting }) };
};

async function replayInto(store: MemoryStore, ...appends: readonly Append[]): Promise<void> {
  const sink = new HistorySink({ store, executionId, stored: () => {}, logger: silentLogger });
  for (const each of appends) sink.add([each]);
  await sink.flushed();
}

it('a replay adds nothing (E7) and takes nothing away from what the execution listens for', async () => {
  const store = new MemoryStore();
  await store.append([append([START, effect(2)], 'paid', 'shipped')]);
  const listening = async (type: string) => await store.listening(tenantId, type, undefined, 10);

  await replayInto(store, append([START]));
  await replayInto(store, append([START], 'paid'), append([effect(2)]));
  expect(await listening('shipped')).toEqual([executionId]);
  expect(await store.history(executionId)).toHaveLength(2);

  await replayInto(store, append([START], 'paid'), append([effect(2), effect(3)], 'shipped'));
  expect(await listening('paid')).toEqual([]);
  expect(await listening('shipped')).toEqual([executionId]);
  expect(await store.history(executionId)).toHaveLength(3);
});
