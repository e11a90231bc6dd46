import type { HistoryEntry } from '@parley/engine';
import type { Inflicted, Kept } from '../driver.ts';
import type { Accepted } from '../load/book.ts';
import type { Call } from '../sandbox/call-log.ts';

/** Everything that a run has left. */
export interface Evidence {
  readonly accepted: ReadonlyMap<string, Accepted>;
  /** Commands that were refused and must not have been. */
  readonly refused: readonly string[];
  readonly kept: Kept;
  /** In the order in which they came in. */
  readonly calls: readonly Call[];
  readonly inflicted: readonly Inflicted[];
}

/** Something that must not be. */
export interface Violation {
  /** The invariant of the engine (`E1` ...), or what else was promised. */
  readonly rule: string;
  readonly executionId: string;
  readonly what: string;
}

export type Check = (evidence: Evidence) => Iterable<Violation>;

type EntryOf<T extends HistoryEntry['type']> = Extract<HistoryEntry, { type: T }>;

export function isType<T extends HistoryEntry['type']>(type: T): (entry: HistoryEntry) => entry is EntryOf<T> {
  return (entry): entry is EntryOf<T> => entry.type === type;
}

/** A journal key without the numbers of attempts: the second half of idempotency keys. */
export function positionOf(key: string): string {
  return key.replace(/#\d+/g, '');
}

/** The entries that an execution recorded itself: one that takes up another begins with entries of that one. */
export function ownEntries(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const [first] = history;
  if (first?.type !== 'ExecutionStarted' || !first.data.fork) return history;
  return history.filter((entry) => entry === first || entry.at >= first.at);
}
