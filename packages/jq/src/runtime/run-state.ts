import type { Json } from '../values/json.ts';

/** What belongs to the run in progress besides its fuel; see `meter`. */
export const run: {
  /** The caller's options: values of the program's variables by name, and what `now` gives. */
  options: { readonly variables?: Readonly<Record<string, Json>>; readonly now?: number };
  /** Labels entered so far. */
  labels: number;
  /** Regular expressions whose compilation was paid for, by flags and pattern. */
  patterns: Set<string>;
} = { options: {}, labels: 0, patterns: new Set() };
