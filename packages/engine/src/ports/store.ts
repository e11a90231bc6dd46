import type { CloudEvent } from '../durable.ts';
import type { HistoryEntry } from '../history.ts';

/**
 * What an execution without work in hand waits for. Kept beside the history as an index for waking, never as truth: a
 * replay of the history gives the same.
 */
export interface Waiting {
  /** Earliest timer, epoch milliseconds. */
  readonly wakeAt?: number;
  /** Journal keys of signals. */
  readonly signals: readonly string[];
  /** Event types; `*` when an event of any type can match. */
  readonly eventTypes: readonly string[];
  /** Ids of child executions. */
  readonly children: readonly string[];
}

/** New entries of one execution and what it waits for after them. */
export interface Append {
  readonly tenantId: string;
  readonly executionId: string;
  /** In order; `seq` continues the execution's history. Empty when only `waiting` changes. */
  readonly entries: readonly HistoryEntry[];
  /** Set when the execution goes idle; absent: it has work in hand and must be loaded after a crash. */
  readonly waiting?: Waiting;
}

/** Where an execution stands, derived from its entries. */
export interface ExecutionHead {
  readonly tenantId: string;
  readonly executionId: string;
  readonly definition: string;
  readonly status: 'running' | 'waiting' | 'suspended' | 'completed' | 'faulted' | 'cancelled';
  /** `seq` of the newest entry. */
  readonly seq: number;
}

/** An event of a tenant, in order of arrival. */
export interface StoredEvent {
  /** Strictly increasing within the tenant. */
  readonly position: number;
  readonly event: CloudEvent;
  /** When it arrived, epoch milliseconds. */
  readonly at: number;
}

/**
 * The store under the shared scheduler: histories, the index of what waits, and the tenants' events. One active worker
 * writes at a time; the memory driver and PostgreSQL implement it.
 */
export interface ExecutionStore {
  /**
   * Makes everything in `appends` durable, all or nothing, and resolves then. Calls may overlap; entries of one
   * execution become durable in the order of the calls, never a later one without the earlier. An entry whose id is
   * already there is dropped (E7). Rejects with `lease_lost` when another worker has taken over (E9).
   */
  append(appends: readonly Append[]): Promise<void>;
  /**
   * Asked before every touch of the outside. Undefined while no other worker can have taken over; otherwise, as after
   * this process was stopped for a while, a promise that resolves when that is known and rejects with `lease_lost` when
   * one has (E9). Absent where there is only one worker.
   */
  assured?(): Promise<void> | undefined;
  head(executionId: string): Promise<ExecutionHead | undefined>;
  /** The history in order of `seq`; empty when there is no such execution. */
  history(executionId: string): Promise<readonly HistoryEntry[]>;
  /**
   * Ids of the executions that a worker has to load when it starts, in ascending order after `after`: those with work in
   * hand (neither terminal, waiting nor suspended), those that wait for a child that has ended, and those that listen for
   * events of a type of which one was kept later than a minute before they began to wait.
   */
  runnable(after: string | undefined, limit: number): Promise<readonly string[]>;
  /** Waiting executions whose `wakeAt` is `untilMs` or earlier, earliest first. */
  due(untilMs: number, limit: number): Promise<readonly { readonly executionId: string; readonly wakeAt: number }[]>;
  /** Ids of the tenant's waiting and suspended executions that listen for events of this type or of any type, after `after`. */
  listening(tenantId: string, type: string, after: string | undefined, limit: number): Promise<readonly string[]>;
  /** Keeps an event; undefined when one with the same source and id is kept already. */
  keepEvent(tenantId: string, event: CloudEvent, at: number): Promise<StoredEvent | undefined>;
  /** Kept events that arrived at `sinceMs` or later with a position above `after`, oldest first. No types: any. */
  events(
    tenantId: string,
    query: {
      readonly types: readonly string[] | undefined;
      readonly sinceMs: number;
      readonly after: number;
      readonly limit: number;
    },
  ): Promise<readonly StoredEvent[]>;
}

/** Time as the scheduler sees it: the machine's, or one that jumps to the next timer when nothing else is to be done. */
export interface TimeSource {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once at `atMs` or as soon as possible after; the returned function prevents it. */
  schedule(atMs: number, callback: () => void): () => void;
  /** Keeps a virtual clock from jumping until the returned function is called; a real one does not care. */
  hold?(): () => void;
}
