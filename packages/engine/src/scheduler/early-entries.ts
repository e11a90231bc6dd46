import type { HistoryEntry } from '../history.ts';

const NONE: readonly HistoryEntry[] = [];

/** Entries that came before anything waited for them, which is rare, by journal key. */
export class EarlyEntries {
  #byKey: Map<string, HistoryEntry[]> | undefined;

  keep(entry: HistoryEntry): void {
    this.#byKey ??= new Map();
    const kept = this.#byKey.get(entry.key);
    if (kept) kept.push(entry);
    else this.#byKey.set(entry.key, [entry]);
  }

  /** Takes out what was kept for a key. */
  take(key: string): readonly HistoryEntry[] {
    const kept = this.#byKey?.get(key);
    if (!kept) return NONE;
    this.#byKey!.delete(key);
    return kept;
  }
}
