import { standardError, type WorkflowError } from '../problem.ts';

/** Bounds of one execution. What runs into one gets a `runtime` error that names it: see {@link limitReached}. */
export interface Limits {
  /** Tasks in one execution, each iteration and attempt counted. */
  readonly maxTasks: number;
  /** Effects and events that one execution records: the length of its history, about. */
  readonly maxRecords: number;
  /** Iterations of one `for` task. */
  readonly maxIterations: number;
  /** Branches of parallel work that run at a time within one task; more than that wait their turn. */
  readonly maxConcurrentBranches: number;
  /** Events or messages that one task may consume. */
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
  maxRecords: 200_000,
  maxIterations: 100_000,
  maxConcurrentBranches: 1_000,
  maxEvents: 10_000,
  maxAttempts: 1_000,
  maxWorkflowDepth: 20,
  maxPayloadBytes: 16 * 1024 * 1024,
  breatheEvery: 256,
};

/** What each limit bounds, and what to do for whoever runs into it. Those that raise nothing have no hint. */
export const LIMIT_DOCS: Readonly<
  Record<Exclude<keyof Limits, 'breatheEvery'>, { readonly bounds: string; readonly hint?: string }>
> = {
  maxTasks: {
    bounds: 'tasks in one execution, iterations and attempts counted',
    hint: 'Let a workflow of its own do a part of the work.',
  },
  maxRecords: {
    bounds: 'effects and events recorded by one execution',
    hint: 'Let a workflow of its own do a part of the work.',
  },
  maxIterations: { bounds: 'items of one `for`', hint: 'Fetch and handle the items page by page.' },
  maxConcurrentBranches: { bounds: 'branches of one task that run at a time; others wait their turn' },
  maxEvents: {
    bounds: 'events or messages that one task consumes',
    hint: 'End the listening with `until`, or start a workflow for each event.',
  },
  maxAttempts: { bounds: 'attempts of one `try`; the last error is raised then' },
  maxWorkflowDepth: {
    bounds: 'levels of workflows that start workflows',
    hint: 'Look for a workflow that starts itself.',
  },
  maxPayloadBytes: {
    bounds: 'bytes of one recorded value: an input, a result, an output',
    hint: 'Put large data into a file or a database and pass its address.',
  },
};

/** The `runtime` error of an execution that ran into a limit: what happened, the limit's name, and what to do. */
export function limitReached(limit: keyof typeof LIMIT_DOCS, happened: string): WorkflowError {
  const { hint = '' } = LIMIT_DOCS[limit];
  return standardError('runtime', `${happened} (limit ${limit}). ${hint}`.trimEnd());
}
