import type { Logger } from '@parley/kernel';
import type { Durable } from '../durable.ts';
import type { Limits } from '../interpret/limits.ts';
import type { TaskObserver } from '../interpret/observer.ts';
import type { Effects } from '../ports/effects.ts';
import type { ExecutionStore, TimeSource } from '../ports/store.ts';

/** What an engine over an {@link ExecutionStore} is made of. */
export interface EngineOptions {
  readonly store: ExecutionStore;
  readonly effects: Effects;
  /** Default: the machine's clock. */
  readonly time?: TimeSource;
  /** Told about the tasks of live executions; replays after a restart tell again. */
  readonly observer?: TaskObserver;
  /** Wraps the port of every execution: for tracing, and for replays with recorded results instead of effects. */
  readonly wrapDurable?: (durable: Durable) => Durable;
  readonly logger?: Logger;
  readonly limits?: Partial<Limits>;
  /** Executions without work in hand that stay in memory; the one idle for longest leaves first. Default 1000. */
  readonly maxIdleRuns?: number;
  /** Milliseconds before an execution is loaded again whose entries could not be written. Default 1000. */
  readonly reloadAfterMs?: number;
}
