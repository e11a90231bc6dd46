import type { ChildRequest } from '../durable.ts';
import type { HistoryEntry } from '../history.ts';
import type { Outcome } from '../ports/engine.ts';
import type { Append, StoredEvent, TimeSource } from '../ports/store.ts';
import type { Run } from './run.ts';

/** What a run needs from the engine that keeps it. */
export interface RunHost {
  readonly time: TimeSource;
  /** True to stop where the history ends: for timelines and forks. Nothing outside is touched then. */
  readonly historyOnly: boolean;
  /** Told about entries that the workflow has come to; for forks. */
  claimed?(entry: HistoryEntry): void;
  /** See {@link ExecutionStore.assured}. */
  assured?(): Promise<void> | undefined;
  append(run: Run, appends: readonly Append[]): Promise<void>;
  /** Runs `callback` in a later turn of the event loop. */
  defer(callback: () => void): void;
  /**
   * The first entry of a child, made durable together with the parent's note of it. Rejects with a {@link WorkflowError}
   * when the child cannot be run.
   */
  childStart(run: Run, key: string, childId: string, request: ChildRequest): Promise<Append>;
  /** Calls `ended` once when the child has ended, also when it has already; `open` when it is known that it has not. */
  watchChild(childId: string, ended: (outcome: Outcome) => void, open: () => void): void;
  unwatchChild(childId: string): void;
  cancelChild(childId: string, reason: string): void;
  /**
   * Events kept for the run's tenant since the run started, oldest first, after a position. No types: any. A run is told
   * of events that arrive from its first call on.
   */
  loadEvents(run: Run, types: readonly string[] | undefined, after: number): Promise<readonly StoredEvent[]>;
  /** Everything is parked and waits for the outside. */
  idle(run: Run): void;
  /** The terminal entry is durable. */
  ended(run: Run, outcome: Outcome): void;
  /**
   * Something could not be recorded; the run has stopped and has to be loaded again, but not before `settled`: what was
   * on its way to the store then either is in the history or never will be.
   */
  broken(run: Run, error: unknown, settled: Promise<unknown>): void;
  /** For the log: an error that no workflow should see. */
  report(error: unknown, message: string): void;
}
