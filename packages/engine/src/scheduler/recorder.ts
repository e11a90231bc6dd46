import type { HistoryData, HistoryEntry, HistoryType } from '../history.ts';
import type { Append, Waiting } from '../ports/store.ts';
import { sameWaiting } from './waiting.ts';

interface Flight {
  readonly entries: readonly HistoryEntry[];
  durable: boolean;
  written: Promise<void>;
}

export interface RecorderOptions {
  readonly tenantId: string;
  readonly executionId: string;
  /** `seq` of the newest entry. */
  readonly seq: number;
  readonly append: (appends: readonly Append[]) => Promise<void>;
  /** Called when entries have become durable. */
  readonly durable: () => void;
  /** Called once when nothing more can be written; `settled` resolves when nothing is on its way any more. */
  readonly broken: (error: unknown, settled: Promise<unknown>) => void;
}

/** Numbers an execution's new entries, writes them in batches, and knows up to which of them they are durable. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #flying: Flight[] = [];
  readonly #watchers: { readonly seq: number; readonly done: () => void; readonly failed: (error: unknown) => void }[] =
    [];
  #outbox: HistoryEntry[] = [];
  /** First entries of children, written together with the parent's note of them. */
  #companions: Append[] | undefined;
  #seq: number;
  #durableSeq: number;
  #waiting: Waiting | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#seq = options.seq;
    this.#durableSeq = options.seq;
  }

  get seq(): number {
    return this.#seq;
  }

  /** True while something is not durable yet. */
  get busy(): boolean {
    return this.#outbox.length > 0 || this.#flying.length > 0;
  }

  /** `seq` of the newest entry that is durable, as are all before it. */
  get durableSeq(): number {
    return this.#durableSeq;
  }

  /** Adds an entry to the next batch. */
  add<T extends HistoryType>(type: T, key: string, data: HistoryData[T], at: number, companion?: Append): HistoryEntry {
    const { executionId } = this.#options;
    const entry = { executionId, seq: ++this.#seq, key, type, data, at } as HistoryEntry;
    this.#outbox.push(entry);
    if (!companion) return entry;
    this.#companions ??= [];
    this.#companions.push(companion);
    return entry;
  }

  /** Writes the batch, and what the execution waits for after it if that is new. */
  flush(waiting: Waiting | undefined): void {
    if (this.#outbox.length === 0 && (!waiting || sameWaiting(waiting, this.#waiting))) return;
    this.#waiting = waiting;
    const { tenantId, executionId } = this.#options;
    const entries = this.#outbox;
    const own: Append = waiting ? { tenantId, executionId, entries, waiting } : { tenantId, executionId, entries };
    const appends = this.#companions ? [own, ...this.#companions] : [own];
    this.#outbox = [];
    this.#companions = undefined;
    const flight: Flight = { entries, durable: false, written: this.#options.append(appends) };
    this.#flying.push(flight);
    flight.written.then(
      () => this.#onDurable(flight),
      (error: unknown) => this.fail(error),
    );
  }

  /** Resolves when everything added so far is durable. */
  whenDurable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure.error as Error);
    if (this.#durableSeq >= this.#seq) return Promise.resolve();
    return new Promise((done, failed) => {
      this.#watchers.push({ seq: this.#seq, done, failed });
    });
  }

  /** Nothing more can be written. */
  fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    for (const { failed } of this.#watchers.splice(0)) failed(error);
    this.#options.broken(error, Promise.allSettled(this.#flying.map(({ written }) => written)));
  }

  #onDurable(flight: Flight): void {
    flight.durable = true;
    if (this.#failure) return;
    while (this.#flying[0]?.durable) {
      const { entries } = this.#flying.shift()!;
      this.#durableSeq = entries.at(-1)?.seq ?? this.#durableSeq;
    }
    while (this.#watchers[0] && this.#watchers[0].seq <= this.#durableSeq) this.#watchers.shift()!.done();
    this.#options.durable();
  }
}
