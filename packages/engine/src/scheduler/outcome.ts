import type { HistoryEntry } from '../history.ts';
import type { Outcome } from '../ports/engine.ts';

/** How an execution ended, from its terminal entry; undefined for every other entry. */
export function outcomeOf(entry: HistoryEntry): Outcome | undefined {
  if (entry.type === 'ExecutionCompleted') return { status: 'completed', output: entry.data.output };
  if (entry.type === 'ExecutionFaulted') return { status: 'faulted', ...entry.data };
  if (entry.type === 'ExecutionCancelled') return { status: 'cancelled', reason: entry.data.reason };
  return undefined;
}
