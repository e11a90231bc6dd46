import type { Json } from '../values/json.ts';

/** What belongs to the run in progress besides its fuel; see `meter`. */
export const run: {
  /** Values of the program's variables by name. */
  variables: Readonly<Record<string, Json>>;
  /** What `now` gives: seconds since 1970. */
  now: number | undefined;
  /** Labels entered so far. */
  labels: number;
  /** Tells runs apart. */
  number: number;
  /** Regular expressions that were paid for and then left the cache, by flags and pattern; null if there is none. */
  patterns: Set<string> | null;
} = { variables: {}, now: undefined, labels: 0, number: 0, patterns: null };
