/** Bounds of one execution. What runs into one gets a `runtime` error that names it. */
export interface Limits {
  /** Tasks in one execution, each iteration and attempt counted. */
  readonly maxTasks: number;
  /** Iterations of one `for` task. */
  readonly maxIterations: number;
  /** Branches of parallel work that run at a time within one task. */
  readonly maxConcurrentBranches: number;
  /** Events that one `listen` task may consume. */
  readonly maxEvents: number;
  /** Attempts of one `try` task, whatever its policy says. */
  readonly maxAttempts: number;
  /** Levels of workflows that start workflows. */
  readonly maxWorkflowDepth: number;
  /** Bytes of JSON that one recorded value may have. */
  readonly maxPayloadBytes: number;
  /** After so many tasks without a pause an execution lets others run. */
  readonly breatheEvery: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxTasks: 250_000,
  maxIterations: 100_000,
  maxConcurrentBranches: 1_000,
  maxEvents: 10_000,
  maxAttempts: 1_000,
  maxWorkflowDepth: 20,
  maxPayloadBytes: 16 * 1024 * 1024,
  breatheEvery: 256,
};
