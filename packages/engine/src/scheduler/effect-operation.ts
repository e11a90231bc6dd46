import { ParleyError } from '@parley/kernel';
import { type Effect, type EffectInvocation, HandedOver, type RunOptions } from '../durable.ts';
import type { HistoryEntry } from '../history.ts';
import { standardError, WorkflowError, type WorkflowProblem } from '../problem.ts';
import { type Awaited, Operation } from './operation.ts';
import type { Run } from './run.ts';

/** Makes the abort controller only for effects that ask for the signal; most calls in tests and rehearsals do not. */
class Invocation implements EffectInvocation {
  readonly idempotencyKey: string;
  readonly attempt: number;
  #controller: AbortController | undefined;
  #aborted = false;
  #reason: Error | undefined;

  constructor(idempotencyKey: string, attempt: number) {
    this.idempotencyKey = idempotencyKey;
    this.attempt = attempt;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  abort(reason: Error | undefined): void {
    this.#aborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}

/** `Durable.run`: calls the effect once everything before it is recorded, and records what it gave (E1, E3, E4). */
export class EffectOperation<T> extends Operation<T> {
  readonly #effect: Effect<T>;
  readonly #options: RunOptions;
  #invocation: Invocation | undefined;
  #abandoned = false;
  #release: (() => void) | undefined;

  constructor(run: Run, key: string, effect: Effect<T>, options: RunOptions) {
    super(run, key);
    this.#effect = effect;
    this.#options = options;
  }

  activate(): void {
    const position = this.#options.position ?? this.key!;
    this.#invocation = new Invocation(this.run.executionId + position, this.#options.attempt ?? 1);
    this.#release = this.run.host.time.hold?.();
    this.#effect(this.#invocation).then(
      (output) => this.#completed(output),
      (cause: unknown) => this.#failed(cause),
    );
  }

  #completed(output: T): void {
    if (!this.#abandoned) this.run.emit('EffectCompleted', this.key!, { output: output ?? null });
    this.#release?.();
  }

  #failed(cause: unknown): void {
    if (!this.#abandoned) this.run.emit('EffectFailed', this.key!, { error: this.#problem(cause) });
    this.#release?.();
  }

  #problem(cause: unknown): WorkflowProblem {
    if (cause instanceof WorkflowError) return cause.problem;
    this.run.host.report(cause, `The effect at ${this.key} failed in an unforeseen way`);
    const detail =
      cause instanceof ParleyError ? cause.message : 'The call failed inside Parley; the log has the details';
    return standardError('runtime', detail).problem;
  }

  override deliver(entry: HistoryEntry): void {
    if (entry.type === 'EffectCompleted') this.run.resume(this, entry.data.output);
    else if (entry.type === 'EffectFailed') this.run.raise(this, new WorkflowError(entry.data.error));
  }

  abandon(): boolean {
    if (this.#options.shielded && this.begun) return false;
    this.#drop();
    return true;
  }

  override stop(): void {
    this.#drop(this.run.outcome ? undefined : new HandedOver('The worker lets go of the execution'));
  }

  /** Drops a result that comes later, and tells the effect so. */
  #drop(reason?: Error): void {
    this.#abandoned = true;
    this.#invocation?.abort(reason);
    this.#release?.();
  }

  awaited(): Awaited {
    return 'busy';
  }
}
