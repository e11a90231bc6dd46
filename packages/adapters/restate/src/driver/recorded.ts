import type { ExecutionHead, ExecutionStore, HistoryEntry, HistoryType } from '@parley/engine';

const FIRST_LOOK_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

interface Question<T> {
  /** Types of entries that can make a difference. */
  readonly types: readonly HistoryType[];
  /** The answer in a history, or in entries that have just come to it; undefined when there is none yet. */
  readonly find: (entries: readonly HistoryEntry[]) => T | undefined;
  /** `seq` up to which the history is known to hold no answer. Default 0. */
  readonly seen?: number;
  /** True when the answer is the end of the execution. */
  readonly isEnd?: boolean;
}

const OPEN: ReadonlySet<ExecutionHead['status']> = new Set(['running', 'waiting', 'suspended']);

interface Watcher extends Omit<Question<unknown>, 'seen'> {
  seen: number;
  readonly settle: (answer: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** Those who wait for one execution: they share what is read. */
class Watch {
  readonly watchers = new Set<Watcher>();
  /** When this worker last stored something, as `performance.now()`: an execution that it runs need not be looked at. */
  toldAt = Number.NEGATIVE_INFINITY;
  /** Ends the pause between two looks; for one who has just come. */
  wake = (): void => {};

  /** Gives everybody their answer who has one in entries that are new. */
  tell(entries: readonly HistoryEntry[]): void {
    this.toldAt = performance.now();
    for (const watcher of [...this.watchers]) {
      if (entries.some(({ type }) => watcher.types.includes(type))) this.#ask(watcher, entries);
    }
    if (this.watchers.size === 0) this.wake();
  }

  get isRunHere(): boolean {
    return performance.now() - this.toldAt < LONGEST_PAUSE_MS;
  }

  /** True when nobody expects anything in what the history is known to be. */
  get isKnown(): boolean {
    return [...this.watchers].every(({ seen }) => seen > 0);
  }

  isWorthReading({ seq, status }: ExecutionHead): boolean {
    return [...this.watchers].some(({ seen, isEnd }) => seen < seq && !(isEnd && OPEN.has(status)));
  }

  /** Gives everybody their answer who has one in the whole history. */
  read(history: readonly HistoryEntry[]): void {
    for (const watcher of [...this.watchers]) {
      if (watcher.seen >= history.length) continue;
      watcher.seen = history.length;
      this.#ask(watcher, history);
    }
  }

  #ask(watcher: Watcher, entries: readonly HistoryEntry[]): void {
    const answer = watcher.find(entries);
    if (answer === undefined) return;
    this.watchers.delete(watcher);
    watcher.settle(answer);
  }

  failAll(error: unknown): void {
    for (const { fail } of this.watchers) fail(error);
    this.watchers.clear();
  }
}

/**
 * Tells when histories have come to a point: at once for executions that this worker runs, by looking into the store for
 * those of other workers. However many wait for an execution, one looks, and reads only what has changed.
 */
export class Recorded {
  readonly #store: ExecutionStore;
  readonly #signal: AbortSignal;
  readonly #watches = new Map<string, Watch>();

  constructor(store: ExecutionStore, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      for (const { watchers, wake } of this.#watches.values()) {
        for (const { settle } of watchers) settle(undefined);
        watchers.clear();
        wake();
      }
    });
  }

  /** New entries of one execution are stored. */
  tell(entries: readonly HistoryEntry[]): void {
    this.#watches.get(entries[0]!.executionId)?.tell(entries);
  }

  /** Resolves to the answer as soon as there is one; to undefined when the engine is closed. */
  when<T>(executionId: string, question: Question<T>): Promise<T | undefined> {
    if (this.#signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve, fail) => {
      const known = this.#watches.get(executionId);
      const watch = known ?? new Watch();
      watch.watchers.add({ seen: 0, ...question, settle: (answer) => resolve(answer as T | undefined), fail });
      if (known) {
        known.wake();
        return;
      }
      this.#watches.set(executionId, watch);
      void this.#look(executionId, watch);
    });
  }

  /** Looks for as long as somebody waits. */
  async #look(executionId: string, watch: Watch): Promise<void> {
    try {
      for (let pause = FIRST_LOOK_MS; watch.watchers.size > 0; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
        const woken = new Promise<void>((resolve) => {
          watch.wake = resolve;
        });
        // Who knows how far the history has come need not look at once.
        const isKnown = (pause === FIRST_LOOK_MS || watch.isRunHere) && watch.isKnown;
        const head = isKnown ? undefined : await this.#store.head(executionId);
        if (head && watch.isWorthReading(head)) watch.read(await this.#store.history(executionId));
        if (watch.watchers.size > 0) await pauseFor(pause, woken);
      }
    } catch (error) {
      watch.failAll(error);
    }
    this.#watches.delete(executionId);
  }
}

/** Resolves when woken or after a while. */
async function pauseFor(pauseMs: number, woken: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, pauseMs);
  });
  await Promise.race([woken, over]);
  clearTimeout(timer);
}
