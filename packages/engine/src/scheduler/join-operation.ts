import { type Body, Cancelled } from '../durable.ts';
import { WorkflowError } from '../problem.ts';
import type { Fiber } from './fiber.ts';
import { type Awaited, Operation } from './operation.ts';
import type { Run } from './run.ts';

/** All have to complete; the first to end counts; the first to complete counts. */
export type JoinMode = 'all' | 'race' | 'any';

interface Branch {
  readonly fiber: Fiber;
  readonly index: number;
}

/**
 * `Durable.all`, `race` and `any`: runs bodies in fibers of their own and waits until every one that was started has
 * ended. The scheduler delivers recorded entries in their order, so who comes first replays the same without an entry.
 */
export class JoinOperation<T> extends Operation<T> {
  readonly #bodies: readonly Body<unknown>[];
  readonly #limit: number;
  readonly #mode: JoinMode;
  readonly #running = new Set<Branch>();
  readonly #values: unknown[] = [];
  #next = 0;
  #stopping = false;
  #failure: { readonly error: unknown } | undefined;
  #winner: { readonly index: number; readonly value: unknown } | undefined;

  constructor(run: Run, mode: JoinMode, bodies: readonly Body<unknown>[], limit = bodies.length) {
    super(run, undefined);
    this.#mode = mode;
    this.#bodies = bodies;
    this.#limit = Math.max(1, limit);
  }

  override park(fiber: Fiber): void {
    this.fiber = fiber;
    this.#fill();
  }

  #fill(): void {
    while (!this.#stopping && this.#running.size < this.#limit && this.#next < this.#bodies.length) {
      const index = this.#next++;
      const fiber = this.run.spawn(this.#bodies[index]!, (ok, value) => this.#settled(branch, ok, value));
      const branch: Branch = { fiber, index };
      this.#running.add(branch);
    }
    if (this.#running.size === 0) this.#finish();
  }

  #settled(branch: Branch, ok: boolean, value: unknown): void {
    this.#running.delete(branch);
    if (!this.#stopping) this.#take(branch.index, ok, value);
    this.#fill();
  }

  #take(index: number, ok: boolean, value: unknown): void {
    if (!ok) {
      this.#failure ??= { error: value };
      if (this.#mode === 'any' && value instanceof WorkflowError) return;
    } else if (this.#mode === 'all') {
      this.#values[index] = value;
      return;
    } else {
      this.#failure = undefined;
      this.#winner = { index, value };
    }
    this.#stop(new Cancelled('another branch ended first'));
  }

  #stop(error: Error): void {
    this.#stopping = true;
    for (const branch of this.#running) this.run.cancel(branch.fiber, error);
  }

  #finish(): void {
    const { cancelling } = this.fiber;
    if (this.#failure ?? cancelling) this.run.raise(this as Operation<unknown>, this.#failure?.error);
    else this.run.resume(this as Operation<unknown>, this.#winner ?? this.#values);
  }

  activate(): void {}

  /** Cancels the branches; the fiber goes on, with the cancellation, when the last of them has ended. */
  abandon(): boolean {
    this.#failure = undefined;
    this.#winner = undefined;
    this.#stop(this.fiber.cancelling!);
    return false;
  }

  awaited(): Awaited {
    return 'busy';
  }
}

/** `Durable.cancellable`: the branch that a cancellation of the whole execution ends. */
export class ScopeOperation<T> extends Operation<T> {
  readonly #body: Body<T>;
  #branch: Fiber | undefined;

  constructor(run: Run, body: Body<T>) {
    super(run, undefined);
    this.#body = body;
  }

  override park(fiber: Fiber): void {
    this.fiber = fiber;
    this.#branch = this.run.spawn(this.#body, (ok, value) => {
      if (ok) this.run.resume(this as Operation<unknown>, value);
      else this.run.raise(this as Operation<unknown>, value);
    });
    this.run.enterScope(this.#branch);
  }

  activate(): void {}

  abandon(): boolean {
    this.run.cancel(this.#branch!, this.fiber.cancelling!);
    return false;
  }

  awaited(): Awaited {
    return 'busy';
  }
}
