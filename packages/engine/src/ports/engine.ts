import type { CloudEvent } from '../durable.ts';
import type { HistoryEntry, TriggerInfo } from '../history.ts';
import type { TaskEvent } from '../interpret/observer.ts';
import type { WorkflowProblem } from '../problem.ts';

export interface StartRequest {
  readonly tenantId: string;
  /** Chosen by the caller; a second start with the same id changes nothing. */
  readonly executionId: string;
  /** Id of an immutable definition, as {@link Definitions.load} takes it. */
  readonly definition: string;
  readonly input: unknown;
  readonly trigger: TriggerInfo;
  /** Default `live`. */
  readonly environment?: string;
}

export interface ForkRequest {
  readonly tenantId: string;
  /** The finished execution to begin from. */
  readonly executionId: string;
  /** Id of the new one. */
  readonly newExecutionId: string;
  /** Journal key of the task to run anew; everything that was recorded independently of it is kept. */
  readonly at: string;
  /** Replaces the task's raw input. */
  readonly input?: { readonly value: unknown };
}

/** How an execution ended. */
export type Outcome =
  | { readonly status: 'completed'; readonly output: unknown }
  | { readonly status: 'faulted'; readonly error: WorkflowProblem; readonly key?: string }
  | { readonly status: 'cancelled'; readonly reason: string };

export type HistoryListener = (tenantId: string, entries: readonly HistoryEntry[]) => void;

/**
 * Runs executions durably. Every command resolves when it is durable, so a caller who got an answer can forget it. All
 * of them are idempotent; ids of another tenant are `execution_not_found`.
 */
export interface ExecutionEngine {
  /** Raises `invalid_definition` when the definition does not compile. */
  start(request: StartRequest): Promise<void>;
  /**
   * Answers something an execution waits for by name, such as an approval. The first answer counts: gives false when
   * there was one already. Raises `execution_terminal` when it has ended.
   */
  resolve(tenantId: string, executionId: string, name: string, value: unknown): Promise<boolean>;
  /** Keeps an event for the tenant's executions, also for listeners that come later; deduplicates by source and id. */
  deliverEvent(tenantId: string, event: CloudEvent): Promise<void>;
  /** Ends the execution and its children; completed tasks are compensated first. No effect when it has ended. */
  cancel(tenantId: string, executionId: string, reason: string): Promise<void>;
  /** Starts nothing new until resumed; calls in flight end and are recorded. */
  suspend(tenantId: string, executionId: string, reason?: string): Promise<void>;
  resume(tenantId: string, executionId: string): Promise<void>;
  /** Runs the task at which an execution faulted, and what follows, as a new execution. */
  retry(tenantId: string, executionId: string, newExecutionId: string): Promise<void>;
  fork(request: ForkRequest): Promise<void>;
  /** The recorded history, oldest first. */
  history(tenantId: string, executionId: string): Promise<readonly HistoryEntry[]>;
  /** What happened to every task so far, replayed from the history; nothing outside is touched. */
  timeline(tenantId: string, executionId: string): Promise<readonly TaskEvent[]>;
  /** Resolves when the execution has ended. */
  outcome(tenantId: string, executionId: string): Promise<Outcome>;
  /** Called after entries are durable, in order within an execution. Gives the function that ends it. */
  onHistory(listener: HistoryListener): () => void;
  /** Takes up what was running when the last worker stopped. Call once before anything else. */
  recover(): Promise<void>;
  /** Stops working without ending any execution; calls in flight are aborted. */
  close(): Promise<void>;
}
