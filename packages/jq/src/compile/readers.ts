import type { Holder } from './glance.ts';

/** Reads one property; undefined where there is none. */
export type Reader = (holder: Holder) => Holder | undefined;

/** By name. */
const readers = new Map<string, Reader>();

/**
 * The reader of a property. A JavaScript engine remembers at each place in a source text where the objects it saw there keep
 * the property, but only as long as the place always reads the same one; else reading takes two to four times as long. So
 * the first names that programs ask for get a place of their own, the others share one. What is read is the same.
 */
export function readerOf(name: string): Reader {
  const known = readers.get(name);
  if (known !== undefined) return known;
  const place = PLACES[readers.size];
  if (place === undefined) return shared(name);
  const reader = place(name);
  readers.set(name, reader);
  return reader;
}

function shared(name: string): Reader {
  return (holder) => holder?.[name];
}

/** The same function again and again, each at a place of its own. */
const PLACES: readonly ((name: string) => Reader)[] = [
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
  (name) => (holder) => holder?.[name],
];
