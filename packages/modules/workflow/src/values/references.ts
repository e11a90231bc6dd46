import type { ValueReference } from '@parley/contracts';
import type { HistoryEntry } from '@parley/engine';
import { isObject } from '@parley/kernel';

/**
 * Beside the data of a stored entry: which of its properties are in the object store. Data are the engine's own objects,
 * so no value of a user can have this place.
 */
const REFERENCES = '$references';

type References = Readonly<Record<string, ValueReference>>;

/** The properties of an entry's data that are kept elsewhere; empty for most. */
export function referencesOf(data: unknown): References {
  const found = isObject(data) ? data[REFERENCES] : undefined;
  return isObject(found) ? (found as unknown as References) : {};
}

/** The entry without the properties that `references` keep elsewhere. */
export function withReferences(entry: HistoryEntry, references: References): HistoryEntry {
  const kept = Object.entries(entry.data).filter(([name]) => !Object.hasOwn(references, name));
  return { ...entry, data: { ...Object.fromEntries(kept), [REFERENCES]: references } } as unknown as HistoryEntry;
}

/** The entry as the engine knows it, with the values of its references. */
export function withValues(entry: HistoryEntry, values: Readonly<Record<string, unknown>>): HistoryEntry {
  const { [REFERENCES]: _, ...data } = entry.data as Record<string, unknown>;
  return { ...entry, data: { ...data, ...values } } as unknown as HistoryEntry;
}

/** Where a value of a tenant lies in the object store: equal values lie in one place. */
export function valueKey(tenantId: string, sha256: string): string {
  return `${tenantId}/values/${sha256}`;
}
