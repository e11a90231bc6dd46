import type { Op } from '../durable.ts';
import type { Operation } from './operation.ts';

/** Called when a fiber has ended: with its value, or with the error it ended with. */
export type Settled = (ok: boolean, value: unknown) => void;

/** One branch of an execution: a generator and what it is parked on. */
export class Fiber {
  readonly iterator: Iterator<unknown, unknown, unknown>;
  readonly settled: Settled;
  /** What the fiber waits for; undefined while it is about to go on. */
  operation: Operation<unknown> | undefined;
  /** To be raised in the fiber. */
  cancelling: Error | undefined;
  /** True when what the fiber waits for has to end first; the error is raised where the fiber parks next. */
  deferred = false;
  done = false;

  constructor(body: Op<unknown>, settled: Settled) {
    this.iterator = body[Symbol.iterator]();
    this.settled = settled;
  }
}

/** A fiber that can go on, with what it waited for: a value, or the error that is raised there. */
export interface Ready {
  readonly fiber: Fiber;
  readonly failed: boolean;
  readonly value: unknown;
}
