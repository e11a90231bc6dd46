import type { Json } from '../values/json.ts';

/** What belongs to the run in progress besides its fuel; see `meter`. */
export const run: {
  /** Values of the program's variables by name. */
  variables: Readonly<Record<string, Json>>;
  /** What `now` gives; undefined if the caller gave no time. */
  now: number | undefined;
  /** Labels entered so far. */
  labels: number;
} = { variables: {}, now: undefined, labels: 0 };
