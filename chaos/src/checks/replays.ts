import { setTimeout as delay } from 'node:timers/promises';
import { createMemoryEngine, type Effects, type HistoryEntry, isTerminal, MemoryStore } from '@parley/engine';
import { replayFromEveryPrefix } from '@parley/engine/testing';
import type { Random } from '../random.ts';
import { shapeOf } from '../shapes/shapes.ts';
import type { Evidence, Violation } from './evidence.ts';

/** How many histories are replayed to their end, and how many of those from every one of their prefixes. */
export interface ReplaySamples {
  readonly ends: number;
  readonly prefixes: number;
}

const REPLAY_LIMIT_MS = 1_000;

/** The memory driver comes to the same end from every history, with nothing outside touched (E1, E2). */
export async function replayAll({ kept }: Evidence, samples: ReplaySamples, random: Random): Promise<Violation[]> {
  const histories = random.shuffled([...kept.histories.values()]).slice(0, samples.ends);
  const violations: Violation[] = [];
  for (const [index, history] of histories.entries()) {
    const executionId = history[0]?.executionId ?? '';
    try {
      if (!endsSuspended(history)) await replayEnd(history);
      if (index < samples.prefixes && isPlayable(history)) await replayPrefixes(history, kept.histories);
    } catch (error) {
      violations.push({ rule: 'replay', executionId, what: String(error) });
    }
  }
  return violations;
}

async function replayEnd(history: readonly HistoryEntry[]): Promise<void> {
  const last = history.at(-1);
  const [first] = history;
  if (first?.type !== 'ExecutionStarted' || !last || !isTerminal(last.type)) throw new Error('It has not ended');
  const store = new MemoryStore();
  const { executionId } = first;
  const { tenantId } = first.data;
  await store.append([{ tenantId, executionId, entries: history.slice(0, -1) }]);
  const engine = createMemoryEngine({ store, effects: replayEffects() });
  try {
    await engine.recover();
    await Promise.race([engine.outcome(tenantId, executionId), delay(REPLAY_LIMIT_MS, undefined, { ref: false })]);
  } finally {
    await engine.close();
  }
  const replayed = (await store.history(executionId)).at(-1)!;
  const [expected, actual] = [last, replayed].map(({ type, key, data }) => JSON.stringify({ type, key, data }));
  if (expected !== actual) throw new Error(`The replay came to ${actual} instead of ${expected}`);
}

/** True when a suspension came as late as the end: what is suspended is not taken up by itself. */
function endsSuspended(history: readonly HistoryEntry[]): boolean {
  const marks = history.filter(({ type }) => MARKS.has(type));
  return marks.at(-1)?.type === 'ExecutionSuspended';
}

/**
 * False for histories whose order is not theirs alone: a command that came while the end was being recorded comes too
 * late when played one after the other, and the keys of suspensions count what was recorded by chance before them.
 */
function isPlayable(history: readonly HistoryEntry[]): boolean {
  const before = history.at(-2);
  return before !== undefined && !MARKS.has(before.type) && !history.some(({ type }) => type === 'ExecutionSuspended');
}

const MARKS: ReadonlySet<string> = new Set<HistoryEntry['type']>([
  'ExecutionSuspended',
  'ExecutionResumed',
  'CancelRequested',
]);

async function replayPrefixes(
  history: readonly HistoryEntry[],
  histories: ReadonlyMap<string, readonly HistoryEntry[]>,
): Promise<void> {
  const store = new MemoryStore();
  for (const entries of [history, ...childrenOf(history, histories)]) {
    const first = entries[0] as Extract<HistoryEntry, { type: 'ExecutionStarted' }>;
    await store.append([{ tenantId: first.data.tenantId, executionId: first.executionId, entries }]);
  }
  await replayFromEveryPrefix({ store, executionId: history[0]!.executionId, effects: replayEffects() });
}

function childrenOf(history: readonly HistoryEntry[], histories: ReadonlyMap<string, readonly HistoryEntry[]>) {
  return history.flatMap((entry) => {
    const child = entry.type === 'ChildStarted' ? histories.get(entry.data.executionId) : undefined;
    return child ? [child] : [];
  });
}

/** Effects of a replay: to touch one of them is wrong. */
function replayEffects(): Effects {
  const touched = () => Promise.reject(new Error('A replay has nothing outside'));
  return {
    http: { call: touched },
    definitions: { load: async (_, id) => shapeOf(id)!.workflow('http://sandbox.test'), find: touched },
    approvals: { open: touched, escalate: touched, close: touched },
    documents: { load: touched },
    operations: { resolve: touched },
    events: { publish: touched },
    secrets: { read: async () => ({}) },
    functions: {},
  };
}
