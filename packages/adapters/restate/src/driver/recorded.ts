import type { ExecutionStore, HistoryEntry, HistoryType } from '@parley/engine';

const FIRST_LOOK_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Tells when histories have come to a point: at once for executions that this worker runs, by looking into the store for
 * those of other workers.
 */
export class Recorded {
  readonly #store: ExecutionStore;
  readonly #signal: AbortSignal;
  readonly #watchers = new Map<string, Set<(entries: readonly HistoryEntry[]) => void>>();

  constructor(store: ExecutionStore, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
  }

  /** New entries of one execution are stored. */
  tell(entries: readonly HistoryEntry[]): void {
    for (const watcher of this.#watchers.get(entries[0]!.executionId) ?? []) watcher(entries);
  }

  /**
   * Gives what `find` finds in the history, as soon as it finds something; undefined when the engine is closed.
   * `types` are the types of entries that can make a difference.
   */
  async when<T>(
    executionId: string,
    types: readonly HistoryType[],
    find: (history: readonly HistoryEntry[]) => T | undefined,
  ): Promise<T | undefined> {
    let wake = () => {};
    const watcher = (entries: readonly HistoryEntry[]) => {
      if (entries.some(({ type }) => types.includes(type))) wake();
    };
    const watchers = this.#watchers.get(executionId) ?? new Set();
    this.#watchers.set(executionId, watchers.add(watcher));
    try {
      for (let pause = FIRST_LOOK_MS; !this.#signal.aborted; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const found = find(await this.#store.history(executionId));
        if (found !== undefined) return found;
        await this.#pause(woken, pause);
      }
      return undefined;
    } finally {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(executionId);
    }
  }

  /** Resolves when woken, after a while, or when the engine is closed. */
  #pause(woken: Promise<void>, pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, pauseMs);
      this.#signal.addEventListener('abort', done);
      void woken.then(done);
    });
  }
}
