/**
 * The port between the interpreter and whatever makes it durable. Interpreter code is generator code that only ever
 * does `yield* op`; it imports no engine, so the same code runs on the memory driver, on PostgreSQL and on Restate.
 *
 * What every driver keeps (named in the driver contract's tests):
 *
 * - E1 an effect's result, once recorded, is never recomputed;
 * - E2 everything between effects is a pure function of definition, input and recorded results;
 * - E3 only effects are journalled: `set`, `switch` and expressions cost no entry;
 * - E4 every effect carries the idempotency key `executionId` + position, the same on every attempt;
 * - E5 a terminal status never changes;
 * - E6 compensation of a completed task starts exactly once and survives a crash in the middle;
 * - E7 history entries have deterministic ids, so that emitting them again adds nothing;
 * - E8 a change of semantics that could alter a replay is a numbered flag recorded with the execution;
 * - E9 a worker that lost its lease can append nothing.
 */

/** Something a driver does for the interpreter. `yield* op` waits for it and gives its value or raises its error. */
export interface Op<T> {
  [Symbol.iterator](): Iterator<unknown, T, unknown>;
}

/** Generator code that runs as a branch of its own. */
export type Body<T> = () => Op<T>;

/**
 * Why an effect's signal is aborted when the worker lets go of its execution: it stops, or has lost what it writes to.
 * Another one makes the same attempt again, so what can be found again by its idempotency key is left as it is.
 */
export class HandedOver extends Error {
  override readonly name = 'HandedOver';
}

/** What a running effect knows about itself. */
export interface EffectInvocation {
  /**
   * Aborted when the branch is cancelled or timed out, and with a {@link HandedOver} when the worker lets go. A result
   * that comes later is dropped.
   */
  readonly signal: AbortSignal;
  /** `signal.aborted`, where that is known without a signal, which costs more than many a call. */
  readonly aborted?: boolean;
  /** `executionId` + the position without attempts: the same for every attempt at the same thing (E4). */
  readonly idempotencyKey: string;
  /** 1 for the first attempt, counting the retries of the language. */
  readonly attempt: number;
}

/** Work that touches the outside. Its result must be JSON; it rejects with a {@link WorkflowError} to fail the task. */
export type Effect<T> = (invocation: EffectInvocation) => Promise<T>;

export interface RunOptions {
  /** The position that the idempotency key is made of; by default the journal key. */
  readonly position?: string;
  /** Which attempt of the language's retry this is; default 1. */
  readonly attempt?: number;
  /** True when a cancellation has to wait for the result, because it decides what must be compensated. */
  readonly shielded?: boolean;
}

/** A CloudEvents 1.0 event in its JSON form. */
export interface CloudEvent {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly data?: unknown;
  readonly [attribute: string]: unknown;
}

/** Which event a branch waits for. */
export interface EventSubscription {
  /** Types that can match, so that drivers look only at those; undefined when any type can. */
  readonly types: readonly string[] | undefined;
  /** Decides; pure. Called with events in order of arrival, also with those that arrived before the subscription. */
  readonly matches: (event: CloudEvent) => boolean;
}

/** A workflow started by a workflow. */
export interface ChildRequest {
  /** Id of the definition, as {@link Definitions.find} gave it. */
  readonly definition: string;
  readonly input: unknown;
  /** True to go on without waiting for its end; the operation then gives `{ executionId }`. */
  readonly detached: boolean;
}

/**
 * Journal keys are the task's position in the document plus its iteration (`/do/3/each/do@7/0/call`), so branches need
 * no ordering between them. Within one execution no key is used for two operations.
 */
export interface Durable {
  readonly executionId: string;
  /** Runs the effect unless its result is recorded, and records the result. */
  run<T>(key: string, effect: Effect<T>, options?: RunOptions): Op<T>;
  /** Waits until `untilMs` (epoch milliseconds); a time in the past waits for nothing but is recorded. */
  sleep(key: string, untilMs: number): Op<void>;
  /** Waits until somebody outside resolves `key`; a value that came earlier is kept. */
  signal<T>(key: string): Op<T>;
  /** Waits for the next event that matches, from those that arrived since the execution started. */
  event(key: string, subscription: EventSubscription): Op<CloudEvent>;
  /** Starts another workflow and waits for its output. Raises its error; is cancelled with the branch. */
  child(key: string, request: ChildRequest): Op<unknown>;
  /**
   * Runs every body in a branch of its own, at most `limit` at a time (default: all), and gives their values in order.
   * The first that fails cancels the others and its error is raised.
   */
  all<T>(bodies: readonly Body<T>[], limit?: number): Op<T[]>;
  /** Runs every body in a branch of its own; the first to end, well or badly, wins and the others are cancelled. */
  race<T>(bodies: readonly Body<T>[]): Op<{ readonly index: number; readonly value: T }>;
  /** Like `race`, but a branch that fails is out; the first error is raised when all have failed. */
  any<T>(bodies: readonly Body<T>[]): Op<{ readonly index: number; readonly value: T }>;
  /** Runs the body so that a cancellation of the execution ends it with {@link Cancelled}; what follows goes on. */
  cancellable<T>(body: Body<T>): Op<T>;
  /** Writes a remark into the history once (the start of a compensation); nothing reads it back. */
  record(key: string, type: 'CompensationStarted' | 'CompensationFailed', data: object): Op<void>;
  /** Lets other executions run; nothing is recorded. */
  breathe(): Op<void>;
  /** Epoch milliseconds of the newest record that the execution has seen: time that replays the same, at no cost. */
  now(): number;
  /** A number in [0, 1) that depends on the execution and the key alone. */
  random(key: string): number;
}

/** Ends a branch from outside. No `catch` of the language takes it. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor(reason = 'cancelled') {
    super(reason);
  }
}
