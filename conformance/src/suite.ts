/** The outcome of one case. */
export interface CaseFailure {
  /** Stable name of the case: file and what is tested. */
  readonly id: string;
  /** What was wrong. */
  readonly problem: string;
}

/** What a suite reports. Known misses count as failed here; the runner sorts them out. */
export interface SuiteResult {
  readonly passed: number;
  readonly total: number;
  readonly failed: readonly CaseFailure[];
  /** All cases, for suites whose data may be replaced by other data: a known miss that is not among them is no matter. */
  readonly ids?: ReadonlySet<string>;
  /** Passed and total per file, where a suite has files. */
  readonly files?: readonly { readonly name: string; readonly passed: number; readonly total: number }[];
}

/** A suite of cases made by somebody else, read from a data folder. */
export interface Suite {
  /** What the cases are and where they come from: origin and commit. */
  readonly origin: string;
  /** Folder of the suite inside the data folder. */
  readonly folder: string;
  /** File of known misses beside `package.json`: a map from case id to reason; undefined if none is allowed. */
  readonly known?: string;
  /** Runs all cases of `dataDir`, the data folder itself. */
  run(dataDir: string): Promise<SuiteResult>;
}
