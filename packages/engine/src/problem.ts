/** An error of the workflow language: RFC 7807 problem details. */
export interface WorkflowProblem {
  readonly type: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  /** JSON Pointer of the task that raised it. */
  readonly instance?: string;
}

/** Where the types of the specification's own errors live; the form that Parley emits. */
export const STANDARD_ERRORS = 'https://open-workflow-specification.org/spec/1.0.0/errors/';

/** The kinds of error that the specification defines, with their default status and title. */
export const STANDARD_PROBLEMS = {
  configuration: { status: 400, title: 'Configuration Error' },
  validation: { status: 400, title: 'Validation Error' },
  expression: { status: 400, title: 'Expression Error' },
  authentication: { status: 401, title: 'Authentication Error' },
  authorization: { status: 403, title: 'Authorization Error' },
  timeout: { status: 408, title: 'Timeout Error' },
  communication: { status: 500, title: 'Communication Error' },
  runtime: { status: 500, title: 'Runtime Error' },
} as const;
export type StandardProblem = keyof typeof STANDARD_PROBLEMS;

/** Carries a {@link WorkflowProblem} through the interpreter; effects reject with it to fail their task. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
  readonly problem: WorkflowProblem;
  /** Journal key of the task that raised it; set on its way out. */
  key: string | undefined;

  constructor(problem: WorkflowProblem, cause?: unknown) {
    super(problem.detail ?? problem.title ?? problem.type, cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}

/** Builds one of the specification's errors. `status` defaults to the kind's own. */
export function standardError(kind: StandardProblem, detail: string, status?: number, cause?: unknown): WorkflowError {
  const { title, status: usual } = STANDARD_PROBLEMS[kind];
  return new WorkflowError({ type: STANDARD_ERRORS + kind, status: status ?? usual, title, detail }, cause);
}

/** True for errors that a workflow may catch. */
export function isWorkflowError(error: unknown): error is WorkflowError {
  return error instanceof WorkflowError;
}
