import type { Append, ExecutionStore, HistoryEntry } from '@parley/engine';
import type { Logger } from '@parley/kernel';
import { patiently } from './patience.ts';

export interface HistorySinkOptions {
  readonly store: ExecutionStore;
  readonly executionId: string;
  readonly logger: Logger;
  /** Called with entries that were not stored before, once they are. */
  readonly stored: (tenantId: string, entries: readonly HistoryEntry[]) => void;
}

/**
 * Writes an execution's entries to the store as they come, many at a time and in order. Entries that an earlier attempt
 * has stored are emitted again by the replay and left out here (E7).
 */
export class HistorySink {
  readonly #options: HistorySinkOptions;
  readonly #known: Promise<number>;
  #queue: Append[] = [];
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(options: HistorySinkOptions) {
    this.#options = options;
    this.#known = this.#patiently(() => options.store.head(options.executionId)).then((head) => head?.seq ?? 0);
    // Whoever waits for the writing hears of it.
    this.#known.catch(() => {});
  }

  /** How many appends wait. */
  get backlog(): number {
    return this.#queue.length;
  }

  add(appends: readonly Append[]): void {
    if (this.#closed) return;
    this.#queue.push(...appends);
    void this.#write();
  }

  #write(): Promise<void> {
    if (this.#writing) return this.#writing;
    const writing = this.#drain();
    this.#writing = writing;
    // A failure stays, so that the attempt ends with it.
    writing.then(
      () => {
        this.#writing = undefined;
      },
      () => {},
    );
    return writing;
  }

  /** Resolves when everything added so far is stored; rejects when something cannot be. */
  async flushed(): Promise<void> {
    while (this.#queue.length > 0 || this.#writing) await this.#write();
  }

  #patiently<T>(work: () => Promise<T>): Promise<T> {
    return patiently(work, () => this.#closed, this.#options.logger);
  }

  /** Writes nothing more. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
  }

  async #drain(): Promise<void> {
    const known = await this.#known;
    while (this.#queue.length > 0) {
      const batch = this.#queue.map((append) => this.#fresh(append, known));
      this.#queue = [];
      await this.#patiently(() => this.#options.store.append(batch));
      if (this.#closed) return;
      for (const { tenantId, entries } of batch) {
        if (entries.length > 0) this.#options.stored(tenantId, entries);
      }
    }
  }

  #fresh(append: Append, known: number): Append {
    if (append.executionId !== this.#options.executionId) return append;
    if ((append.entries[0]?.seq ?? known + 1) > known) return append;
    return { ...append, entries: append.entries.filter(({ seq }) => seq > known) };
  }
}
