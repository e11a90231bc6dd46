import { Cancelled } from '../durable.ts';
import type { HistoryData, HistoryEntry, TerminalType } from '../history.ts';
import type { Outcome } from '../ports/engine.ts';
import { standardError, WorkflowError } from '../problem.ts';

/** How an execution ended, from its terminal entry; undefined for every other entry. */
export function outcomeOf(entry: HistoryEntry): Outcome | undefined {
  if (entry.type === 'ExecutionCompleted') return { status: 'completed', output: entry.data.output };
  if (entry.type === 'ExecutionFaulted') return { status: 'faulted', ...entry.data };
  if (entry.type === 'ExecutionCancelled') return { status: 'cancelled', reason: entry.data.reason };
  return undefined;
}

/** How the first branch of an execution ended: with the output, or with what was thrown. */
export interface RootEnd {
  readonly ok: boolean;
  readonly value: unknown;
}

type TerminalData = { [T in TerminalType]: { readonly type: T; readonly data: HistoryData[T] } }[TerminalType];

/** The terminal entry for the end of the first branch. `unforeseen` is an error that no workflow should see. */
export function terminalOf({ ok, value }: RootEnd): TerminalData & { readonly unforeseen?: unknown } {
  if (ok) return { type: 'ExecutionCompleted', data: { output: value ?? null } };
  if (value instanceof Cancelled) return { type: 'ExecutionCancelled', data: { reason: value.message } };
  if (value instanceof WorkflowError) {
    const { problem, key } = value;
    return { type: 'ExecutionFaulted', data: { error: problem, ...(key !== undefined && { key }) } };
  }
  const { problem } = standardError('runtime', 'The workflow failed inside Parley; the log has the details');
  return { type: 'ExecutionFaulted', data: { error: problem }, unforeseen: value };
}
