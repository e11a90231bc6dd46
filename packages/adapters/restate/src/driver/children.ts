import {
  type Append,
  type ChildRequest,
  type ExecutionStore,
  type Outcome,
  outcomeOf,
  WorkflowError,
  type WorkflowProblem,
} from '@parley/engine';
import type { InvocationId, RestatePromise, TerminalError, WorkflowContext } from '@restatedev/restate-sdk';
import { json } from './json.ts';
import type { ChildStart, Message, RunInput, RunResult } from './messages.ts';
import type { Pending } from './pending.ts';
import type { StillClock } from './still-clock.ts';

export interface ChildrenParts {
  readonly ctx: WorkflowContext;
  /** Name of the workflow service at Restate. */
  readonly service: string;
  readonly store: ExecutionStore;
  readonly pending: Pending;
  readonly still: StillClock;
  /** Tells the execution's clock the time of a completion. */
  readonly advance: (at: number) => void;
}

/**
 * The executions that one execution starts. A child is begun by a message that counts once, and its parent then attaches
 * to it: whoever else may have begun it meanwhile, the parent waits for the same one.
 */
export class Children {
  readonly #parts: ChildrenParts;
  readonly #starts = new Map<string, RunInput>();
  readonly #watched = new Map<string, () => void>();

  constructor(parts: ChildrenParts) {
    this.#parts = parts;
  }

  /** Journals what a child begins with. `prepare` rejects with a {@link WorkflowError} when it cannot be run. */
  start(key: string, childId: string, request: ChildRequest, prepare: () => Promise<Append>): Promise<Append> {
    const { ctx, pending, advance } = this.#parts;
    const begin = async (): Promise<ChildStart> => {
      try {
        return { append: await prepare() };
      } catch (cause) {
        if (cause instanceof WorkflowError) return { problem: cause.problem };
        throw cause;
      }
    };
    return new Promise((resolve, reject) => {
      pending.add(ctx.run(`${key}!start`, begin), (start, failure) => {
        if (failure) reject(new Error(failure.message));
        else if ('problem' in start) reject(new WorkflowError(start.problem as WorkflowProblem));
        else {
          advance(start.append.entries[0]!.at);
          this.#launch(childId, start.append, request.detached);
          resolve(start.append);
        }
      });
    });
  }

  /** Begins a child that nobody waits for; any other is begun when its parent begins to wait. */
  #launch(childId: string, { entries }: Append, detached: boolean): void {
    this.#parts.still.hold(`start/${childId}`);
    if (detached) void this.#send(childId, { entries });
    else this.#starts.set(childId, { entries });
  }

  #send(childId: string, parameter: RunInput): RestatePromise<InvocationId> {
    const target = { service: this.#parts.service, method: 'run', key: childId };
    const { invocationId } = this.#parts.ctx.genericSend({ ...target, parameter, inputSerde: json() });
    // Declared as any promise, and one of Restate's as all that its context gives.
    return invocationId as RestatePromise<InvocationId>;
  }

  /** Calls `ended` when the child has ended. */
  watch(childId: string, ended: (outcome: Outcome) => void): void {
    const start = this.#starts.get(childId);
    if (start) this.#attach(childId, start, ended);
    else this.#adopt(childId, ended);
  }

  /** The child of an execution that this one is a fork of: it has ended, or whoever started it goes on with it. */
  #adopt(childId: string, ended: (outcome: Outcome) => void): void {
    const { ctx, store, advance } = this.#parts;
    const look = async (): Promise<RunResult | null> => {
      const last = (await store.history(childId)).at(-1);
      const outcome = last && outcomeOf(last);
      return outcome ? { outcome, at: last.at } : null;
    };
    this.#until(childId, ctx.run(`${childId}!look`, look), (result, failure) => {
      if (failure) ended({ status: 'cancelled', reason: failure.message });
      else if (!result) this.#attach(childId, { stored: 1 }, ended);
      else {
        advance(result.at);
        ended(result.outcome);
      }
    });
  }

  #attach(childId: string, start: RunInput, ended: (outcome: Outcome) => void): void {
    const { ctx, still, advance } = this.#parts;
    this.#until(childId, this.#send(childId, start), (invocationId) => {
      this.#until(childId, ctx.attach(invocationId, json<RunResult>()), (result, failure) => {
        still.release(`ended/${childId}`);
        if (!failure) advance(result.at);
        ended(failure ? { status: 'cancelled', reason: failure.message } : result.outcome);
      });
    });
  }

  #until<T>(
    childId: string,
    promise: RestatePromise<T>,
    done: (value: T, failure: TerminalError | undefined) => void,
  ): void {
    this.#watched.set(childId, this.#parts.pending.add(promise, done));
  }

  unwatch(childId: string): void {
    this.#watched.get(childId)?.();
    this.#watched.delete(childId);
  }

  cancel(childId: string, reason: string, at: number): void {
    const parameter: Message = { kind: 'cancel', reason, at };
    const target = { service: this.#parts.service, method: 'post', key: childId };
    this.#parts.ctx.genericSend({ ...target, parameter, inputSerde: json() });
  }
}
