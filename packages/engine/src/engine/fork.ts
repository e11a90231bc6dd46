import type { CompiledWorkflow } from '../compile/compiled.ts';
import { engineError } from '../errors.ts';
import { type HistoryEntry, isTerminal, type StartData } from '../history.ts';
import type { ForkRequest } from '../ports/engine.ts';
import { entriesBefore } from './replay.ts';

/** What a forked execution begins with: its start, and the entries that follow from the first one's history. */
export interface ForkedStart {
  readonly start: StartData;
  readonly before: readonly HistoryEntry[];
}

/** Raises `execution_open`, `execution_compensated` or `task_not_found`. */
export async function forkedStart(
  history: readonly HistoryEntry[],
  workflow: CompiledWorkflow,
  { executionId, newExecutionId, at, input }: ForkRequest,
): Promise<ForkedStart> {
  const kept = await entriesBefore(history, workflow, at);
  if (!kept) {
    throw engineError('task_not_found', `Execution ${executionId} never came to ${at}`, {
      hint: 'Take a key from its timeline.',
    });
  }
  const first = history[0] as Extract<HistoryEntry, { type: 'ExecutionStarted' }>;
  const { parent: _, fork: __, ...rest } = first.data;
  const start: StartData = {
    ...rest,
    trigger: { kind: 'fork', executionId, at },
    fork: { executionId, at, ...(input && { input }) },
  };
  return { start, before: kept.map((entry, index) => ({ ...entry, executionId: newExecutionId, seq: index + 2 })) };
}

/** Raises `execution_open` or `execution_compensated` when nothing can be forked from this history. */
export function assertForkable(executionId: string, history: readonly HistoryEntry[]): void {
  if (!isTerminal(history.at(-1)!.type)) {
    throw engineError('execution_open', `Execution ${executionId} has not ended`, { hint: 'Cancel it or wait.' });
  }
  if (history.some(({ type }) => type === 'CompensationStarted')) {
    throw engineError('execution_compensated', 'What the execution did has been undone', { hint: 'Start a new one.' });
  }
}

/** The journal key of the task at which an execution faulted; raises `execution_open` or `task_not_found`. */
export function faultedTask(executionId: string, history: readonly HistoryEntry[]): string {
  const last = history.at(-1);
  if (last?.type !== 'ExecutionFaulted') {
    throw engineError('execution_open', `Execution ${executionId} has not faulted`, {
      hint: 'Fork it at a task instead.',
    });
  }
  const { key } = last.data;
  if (key !== undefined) return key;
  throw engineError('task_not_found', 'The execution faulted outside of any task', { hint: 'Start a new one.' });
}
