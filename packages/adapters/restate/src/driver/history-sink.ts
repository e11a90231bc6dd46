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

// Steps that come quickly share a write. What an execution waits for and its end are written at once.
const DELAY_MS = 200;

/** Appends that belong together, and how far the execution's history had come with them. */
interface Group {
  readonly appends: readonly Append[];
  readonly seq: number;
}

/**
 * Writes an execution's entries to the store as they come, many at a time and in order. What an earlier attempt has
 * stored is emitted again by the replay and left out here (E7), with what the execution waited for then: it may listen for
 * more by now, and an event that comes while the store does not know so would find nobody.
 */
export class HistorySink {
  readonly #options: HistorySinkOptions;
  readonly #known: Promise<number>;
  #queue: Group[] = [];
  #emitted = 0;
  /** What earlier attempts have stored, once that is known. */
  #stored = Number.POSITIVE_INFINITY;
  #writing: Promise<void> | undefined;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HistorySinkOptions) {
    this.#options = options;
    this.#known = this.#patiently(() => options.store.head(options.executionId)).then((head) => head?.seq ?? 0);
    // Whoever waits for the writing hears of it.
    this.#known.catch(() => {});
  }

  /** True when everything that earlier attempts have stored has been emitted again. */
  get isCaughtUp(): boolean {
    return this.#emitted >= this.#stored;
  }

  /** How many groups wait. */
  get backlog(): number {
    return this.#queue.length;
  }

  /** Adds an append of the execution itself, with the beginnings of its children. */
  add(appends: readonly [Append, ...Append[]]): void {
    if (this.#closed) return;
    const [own] = appends;
    this.#emitted = Math.max(this.#emitted, own?.entries.at(-1)?.seq ?? 0);
    this.#queue.push({ appends, seq: this.#emitted });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, DELAY_MS);
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
    clearTimeout(this.#timer);
  }

  async #drain(): Promise<void> {
    const known = await this.#known;
    this.#stored = known;
    while (this.#queue.length > 0) {
      const batch = this.#queue.flatMap((group) => fresh(group, known));
      this.#queue = [];
      if (batch.length === 0) continue;
      await this.#patiently(() => this.#options.store.append(batch));
      if (this.#closed) return;
      for (const { tenantId, entries } of batch) {
        if (entries.length > 0) this.#options.stored(tenantId, entries);
      }
    }
  }
}

/** What is new in a group when all entries up to `known` are stored. */
function fresh({ appends: [own, ...others], seq }: Group, known: number): readonly Append[] {
  const isOld = seq < known || (seq === known && !own!.waiting);
  if (isOld) return [];
  if (seq === known) return [{ ...own!, entries: [] }];
  return [{ ...own!, entries: own!.entries.filter((entry) => entry.seq > known) }, ...others];
}
