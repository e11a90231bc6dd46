import type { Excerpt } from '@parley/contracts';
import type { Json } from '@parley/kernel';

/** Values up to this many characters of JSON are shown whole. */
const WHOLE = 4_096;
const BEGINNING = 500;

/** A value as a list shows it: whole where it is small, else its size and how it begins. */
export function toExcerpt(value: unknown): Excerpt {
  const json = JSON.stringify(value ?? null);
  if (json.length <= WHOLE) return { bytes: json.length, value: (value ?? null) as Json };
  return { bytes: json.length, excerpt: json.slice(0, BEGINNING) };
}
