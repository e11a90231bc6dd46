import type { Op } from '../durable.ts';
import type { HistoryEntry } from '../history.ts';
import type { Fiber } from './fiber.ts';
import type { Run } from './run.ts';

/** What a parked operation waits for from outside; `busy` when it has work in hand in this process. */
export type Awaited =
  | 'busy'
  | { readonly wakeAt: number }
  | { readonly signal: string }
  | { readonly eventTypes: readonly string[] }
  | { readonly child: string };

/**
 * Something a fiber waits for. It is its own iterator, so that `yield* op` costs one object: the first `next` hands the
 * operation to the scheduler, the second one ends with the value that the scheduler sends in.
 */
export abstract class Operation<T> implements Op<T>, Iterator<unknown, T, unknown> {
  protected readonly run: Run;
  /** Journal key; undefined for operations that nothing is recorded for. */
  readonly key: string | undefined;
  /** The fiber that waits; set when parked. */
  fiber!: Fiber;
  /** True once the operation may touch the outside, also while a replay has not come to its end. */
  begun = false;
  /** `seq` of the newest entry that led here: that and all before it have to be durable before the outside is touched. */
  after = 0;
  #yielded = false;

  constructor(run: Run, key: string | undefined) {
    this.run = run;
    this.key = key;
  }

  [Symbol.iterator](): Iterator<unknown, T, unknown> {
    return this;
  }

  next(sent?: unknown): IteratorResult<unknown, T> {
    if (this.#yielded) return { done: true, value: sent as T };
    this.#yielded = true;
    return { done: false, value: this };
  }

  throw(error: unknown): never {
    throw error;
  }

  /** Called once when the fiber stops here. */
  park(fiber: Fiber): void {
    this.fiber = fiber;
    this.run.register(this as Operation<unknown>);
  }

  /** True when to activate does no more than to record something. */
  get recordsOnly(): boolean {
    return false;
  }

  /** Begins to touch the outside. Called once, when everything that is recorded has been delivered. */
  abstract activate(): void;

  /** Takes an entry that was recorded under the operation's key. */
  deliver(_entry: HistoryEntry): void {}

  /** The fiber is cancelled: stops, or gives false when the operation has to come to its own end first. */
  abstract abandon(): boolean;

  /** The run ends or leaves memory: lets go of timers and calls; what they would give later is dropped. */
  stop(): void {}

  abstract awaited(): Awaited;
}
