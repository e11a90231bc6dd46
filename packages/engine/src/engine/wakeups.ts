import type { ExecutionStore, TimeSource } from '../ports/store.ts';

const PAGE = 200;
const PAUSE_MS = 10;
const RETRY_MS = 1_000;

/**
 * Wakes executions that have left memory when their earliest timer is due. One timer serves all of them: the store
 * knows who is next.
 */
export class Wakeups {
  readonly #store: ExecutionStore;
  readonly #time: TimeSource;
  readonly #wake: (executionId: string) => Promise<void>;
  readonly #report: (error: unknown) => void;
  #next: { readonly at: number; readonly cancel: () => void } | undefined;
  #stopped = false;

  constructor(
    store: ExecutionStore,
    time: TimeSource,
    wake: (executionId: string) => Promise<void>,
    report: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#time = time;
    this.#wake = wake;
    this.#report = report;
  }

  /** An execution has left memory that has to be woken at `atMs`. */
  expect(atMs: number): void {
    if (this.#stopped || (this.#next && this.#next.at <= atMs)) return;
    this.#next?.cancel();
    this.#next = { at: atMs, cancel: this.#time.schedule(atMs, () => void this.check()) };
  }

  /** Wakes what is due and waits for the next. */
  async check(): Promise<void> {
    this.#next = undefined;
    try {
      const due = await this.#store.due(this.#time.now(), PAGE);
      await Promise.all(due.map(({ executionId }) => this.#wake(executionId)));
      // Those that were woken stay due until they have recorded something, so there is a pause before the next look.
      const [following] = await this.#store.due(Number.MAX_SAFE_INTEGER, 1);
      if (following) this.expect(Math.max(following.wakeAt, this.#time.now() + PAUSE_MS));
    } catch (error) {
      this.#report(error);
      this.expect(this.#time.now() + RETRY_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#next?.cancel();
  }
}
