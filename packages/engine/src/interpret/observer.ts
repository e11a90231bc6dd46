import type { TaskKind } from '@parley/dsl';
import type { WorkflowProblem } from '../problem.ts';

/** What happened to a task. */
export type TaskEventType = 'started' | 'completed' | 'faulted' | 'cancelled' | 'skipped' | 'retried' | 'compensating';

/** One line of an execution's timeline. Times are those of the newest record, so a replay gives the same line. */
export interface TaskEvent {
  readonly type: TaskEventType;
  readonly executionId: string;
  /** Journal key: the pointer plus iterations and attempts. */
  readonly key: string;
  /** JSON Pointer of the task in the document. */
  readonly pointer: string;
  readonly name: string;
  readonly kind: TaskKind;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The transformed input, from `started`. */
  readonly input?: unknown;
  /** The transformed output, from `completed` and `skipped`. */
  readonly output?: unknown;
  /** From `faulted` and `retried`. */
  readonly error?: WorkflowProblem;
}

/** Told about every task, in order, in a first run and in a replay alike. Must not throw. */
export type TaskObserver = (event: TaskEvent) => void;
