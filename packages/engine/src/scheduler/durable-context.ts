import { derivedUuid, uniform } from '../derive.ts';
import type { Body, ChildRequest, Durable, Effect, EventSubscription, RunOptions } from '../durable.ts';
import { ChildOperation } from './child-operation.ts';
import { EffectOperation } from './effect-operation.ts';
import { JoinOperation, ScopeOperation } from './join-operation.ts';
import type { Run } from './run.ts';
import {
  BreatheOperation,
  EventOperation,
  RecordOperation,
  SignalOperation,
  TimerOperation,
} from './wait-operations.ts';

const NO_OPTIONS: RunOptions = {};

/** The {@link Durable} port over the shared scheduler. */
export class SchedulerDurable implements Durable {
  readonly executionId: string;
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
    this.executionId = run.executionId;
  }

  run<T>(key: string, effect: Effect<T>, options: RunOptions = NO_OPTIONS) {
    return new EffectOperation(this.#run, key, effect, options);
  }

  sleep(key: string, untilMs: number) {
    return new TimerOperation(this.#run, key, untilMs);
  }

  signal<T>(key: string) {
    return new SignalOperation<T>(this.#run, key);
  }

  event(key: string, subscription: EventSubscription) {
    return new EventOperation(this.#run, key, subscription);
  }

  child(key: string, request: ChildRequest) {
    return new ChildOperation(this.#run, key, request, derivedUuid(this.executionId + key));
  }

  all<T>(bodies: readonly Body<T>[], limit?: number) {
    return new JoinOperation<T[]>(this.#run, 'all', bodies, limit);
  }

  race<T>(bodies: readonly Body<T>[]) {
    return new JoinOperation<{ readonly index: number; readonly value: T }>(this.#run, 'race', bodies);
  }

  any<T>(bodies: readonly Body<T>[]) {
    return new JoinOperation<{ readonly index: number; readonly value: T }>(this.#run, 'any', bodies);
  }

  cancellable<T>(body: Body<T>) {
    return new ScopeOperation(this.#run, body);
  }

  record(key: string, type: 'CompensationStarted' | 'CompensationFailed', data: object) {
    return new RecordOperation(this.#run, key, type, data);
  }

  breathe() {
    return new BreatheOperation(this.#run, undefined);
  }

  now(): number {
    return this.#run.now;
  }

  random(key: string): number {
    return uniform(this.executionId + key);
  }
}
