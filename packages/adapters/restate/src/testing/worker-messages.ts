import type { ExecutionStore } from '@parley/engine';
import type { RestateAddress } from '../engine.ts';

/** What the program of a worker is given. */
export interface WorkerArguments {
  readonly restate: RestateAddress;
  readonly service: string;
}

/** A call that a worker makes to the outside. */
export interface OutsideCall {
  readonly executionId: string;
  readonly key: string;
  readonly idempotencyKey: string;
}

/** What a worker asks of the process that started it: a method of the store, or a call to the outside. */
export interface Question {
  readonly id: number;
  readonly method: Exclude<keyof ExecutionStore, 'assured'> | 'outside';
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
}
