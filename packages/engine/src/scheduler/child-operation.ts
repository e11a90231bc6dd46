import type { ChildRequest } from '../durable.ts';
import type { HistoryEntry } from '../history.ts';
import type { Outcome } from '../ports/engine.ts';
import { standardError, WorkflowError } from '../problem.ts';
import { type Awaited, Operation } from './operation.ts';
import type { Run } from './run.ts';

/**
 * `Durable.child`: the child's start and the parent's note of it become durable together. Cancelling waits for the
 * child's own end, so that its compensations come before those of the parent's earlier tasks.
 */
export class ChildOperation extends Operation<unknown> {
  readonly #request: ChildRequest;
  #childId: string;
  #started = false;
  #active = false;
  #cancelled = false;
  /** True until it is known that the child has not ended yet: an execution that left memory now would miss its end. */
  #looking = false;

  constructor(run: Run, key: string, request: ChildRequest, childId: string) {
    super(run, key);
    this.#request = request;
    this.#childId = childId;
  }

  activate(): void {
    this.#active = true;
    if (this.#started) {
      this.#watch();
      return;
    }
    void this.#start();
  }

  async #start(): Promise<void> {
    const { run, key } = this;
    const { definition } = this.#request;
    const release = run.host.time.hold?.();
    try {
      const companion = await run.host.childStart(run, key!, this.#childId, this.#request);
      run.emit('ChildStarted', key!, { executionId: this.#childId, definition }, companion);
    } catch (error) {
      if (error instanceof WorkflowError) run.emit('ChildFailed', key!, { error: error.problem });
      else run.breakOff(error);
    } finally {
      release?.();
    }
  }

  #watch(): void {
    if (this.#request.detached) return;
    const { host } = this.run;
    this.#looking = true;
    host.watchChild(
      this.#childId,
      (outcome) => this.#ended(outcome),
      () => this.#seenOpen(),
    );
    if (this.#cancelled) this.#cancelChild();
  }

  /** What the cancellation follows from has to be durable first. */
  #cancelChild(): void {
    this.run.whenDurable().then(
      () => this.run.host.cancelChild(this.#childId, 'The workflow that started it was cancelled'),
      () => {},
    );
  }

  #seenOpen(): void {
    this.#looking = false;
    this.run.refresh();
  }

  #ended(outcome: Outcome): void {
    if (outcome.status === 'completed') this.run.emit('ChildCompleted', this.key!, { output: outcome.output });
    else this.run.emit('ChildFailed', this.key!, { error: childProblem(outcome) });
  }

  override deliver(entry: HistoryEntry): void {
    if (entry.type === 'ChildStarted') this.#onStarted(entry.data.executionId);
    else if (entry.type === 'ChildCompleted') this.run.resume(this, entry.data.output);
    else if (entry.type === 'ChildFailed') this.run.raise(this, new WorkflowError(entry.data.error));
  }

  #onStarted(childId: string): void {
    // A forked execution goes on with the child that the first one started.
    this.#childId = childId;
    this.#started = true;
    if (this.#request.detached) this.run.resume(this, { executionId: this.#childId });
    else if (this.#active) this.#watch();
  }

  abandon(): boolean {
    if (!this.begun) return true;
    this.#cancelled = true;
    if (this.#active && this.#started) this.#cancelChild();
    return false;
  }

  override stop(): void {
    this.run.host.unwatchChild(this.#childId);
  }

  awaited(): Awaited {
    return this.#started && !this.#looking ? { child: this.#childId } : 'busy';
  }
}

function childProblem(outcome: Exclude<Outcome, { status: 'completed' }>) {
  if (outcome.status === 'faulted') return outcome.error;
  return standardError('runtime', `The workflow it started was cancelled: ${outcome.reason}`).problem;
}
