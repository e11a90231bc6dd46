import type { HistoryEntry, HistoryType } from '../history.ts';
import { Queue } from './queue.ts';

/** What an execution learns from its own doing. */
const AT_ONCE: ReadonlySet<HistoryType> = new Set([
  'EffectCompleted',
  'EffectFailed',
  'TimerSet',
  'TimerFired',
  'CompensationStarted',
  'CompensationFailed',
]);

/** Entries on their way to the fibers, in the order of `seq`; on a replay, the whole history. */
export class Inbox {
  readonly #entries = new Queue<HistoryEntry>();

  get empty(): boolean {
    return this.#entries.peek() === undefined;
  }

  push(entry: HistoryEntry): void {
    this.#entries.push(entry);
  }

  pushAll(entries: readonly HistoryEntry[]): void {
    this.#entries.pushAll(entries);
  }

  /** The next entry that can be delivered when all up to `durableSeq` are durable (S3); undefined when there is none. */
  next(durableSeq: number): HistoryEntry | undefined {
    const entry = this.#entries.peek();
    if (!entry || (entry.seq > durableSeq && !AT_ONCE.has(entry.type))) return undefined;
    return this.#entries.shift();
  }
}
