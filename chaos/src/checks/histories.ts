import { entryId, type HistoryEntry, isTerminal } from '@parley/engine';
import type { Standing } from '../driver.ts';
import type { Check, Evidence, Violation } from './evidence.ts';

const STATUS = {
  ExecutionCompleted: 'completed',
  ExecutionFaulted: 'faulted',
  ExecutionCancelled: 'cancelled',
} as const;

/** Nothing that was accepted is lost, and everything has ended once (E5). */
export const nothingLost: Check = function* ({ accepted, refused, kept }) {
  const stored = new Map(kept.executions.map((execution) => [execution.executionId, execution]));
  for (const { executionId, seenAs } of accepted.values()) {
    const execution = stored.get(executionId);
    if (!execution) yield { rule: 'nothing lost', executionId, what: 'accepted, and nowhere to be found' };
    else if (seenAs !== undefined && seenAs !== execution.status) {
      yield { rule: 'E5', executionId, what: `had ended as ${seenAs} and is now ${execution.status}` };
    }
  }
  for (const what of refused) yield { rule: 'nothing refused', executionId: '', what };
  for (const execution of kept.executions) yield* ending(execution, kept.histories.get(execution.executionId) ?? []);
};

function* ending({ executionId, status }: Standing, history: readonly HistoryEntry[]): Generator<Violation> {
  const ends = history.filter(({ type }) => isTerminal(type));
  const last = history.at(-1);
  if (!last || !isTerminal(last.type)) {
    yield { rule: 'all end', executionId, what: `is ${status}, last entry ${last?.type} ${last?.key}` };
  } else if (STATUS[last.type] !== status) {
    yield { rule: 'E5', executionId, what: `its history ends with ${last.type}, and it counts as ${status}` };
  }
  if (ends.length > 1) yield { rule: 'E5', executionId, what: `ends ${ends.length} times` };
}

/** Histories have no gaps and no entry twice (E7), and nobody wrote who had no right to (E9). */
export const noGaps: Check = function* ({ kept }) {
  for (const what of kept.strayWriters) yield { rule: 'E9', executionId: '', what };
  for (const [executionId, history] of kept.histories) {
    if (history[0]?.type !== 'ExecutionStarted')
      yield { rule: 'E7', executionId, what: 'does not begin with its start' };
    const gap = history.findIndex(({ seq }, index) => seq !== index + 1);
    if (gap >= 0) yield { rule: 'E7', executionId, what: `has a gap before entry ${history[gap]!.seq}` };
    if (new Set(history.map(entryId)).size !== history.length) {
      yield { rule: 'E7', executionId, what: 'has an entry twice' };
    }
  }
};

/** Other services hear of every start and every end exactly once. */
export const announcedOnce: Check = function* ({ kept }: Evidence) {
  const { announced } = kept;
  if (!announced) return;
  const expected = new Set<string>();
  for (const [executionId, history] of kept.histories) {
    const edges = history.filter(({ type }) => type === 'ExecutionStarted' || isTerminal(type));
    for (const entry of edges) {
      const id = entryId(entry);
      expected.add(id);
      const times = announced.get(id) ?? 0;
      if (times !== 1) yield { rule: 'announced once', executionId, what: `${id} was announced ${times} times` };
    }
  }
  for (const id of announced.keys()) {
    if (!expected.has(id)) yield { rule: 'announced once', executionId: '', what: `${id} never happened` };
  }
};
