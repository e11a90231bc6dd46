/** What a benchmark measured: numbers by name, units in the names. */
export type Figures = Readonly<Record<string, number | string>>;

/** One runnable claim. */
export interface Benchmark {
  /** What it measures and against what. */
  readonly summary: string;
  /** Runs it and prints what a person wants to see; `rounds` interleaved rounds where it compares. */
  run(options: { readonly rounds: number }): Promise<Figures>;
}

/** Data that a benchmark needs is not there; the message says where it is to be had. */
export class MissingData extends Error {}

/** The middle of the values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that the share `q` of all values does not pass. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}
