import type { TaskList, Workflow } from '@parley/dsl';

/** What every execution of a run is started with. */
export interface ShapeInput {
  /** What the calls compute with. */
  readonly n: number;
  /** The execution's own id: what its events and approvals are sent to, and what `broken` refers to. */
  readonly id: string;
  /** The strict call fails in the execution `id` and in no other, so that a retry of it can succeed. */
  readonly broken?: boolean;
  /** The strict call always fails. */
  readonly fail?: boolean;
}

/** How an execution ends when nobody interferes. */
export type Expected =
  | { readonly status: 'completed'; readonly output: unknown }
  | { readonly status: 'faulted'; readonly code: number };

/** A kind of execution: the definition, and a model of it that knows nothing of the engine. */
export interface Shape {
  readonly name: string;
  workflow(url: string): Workflow;
  /** `executionId` is that of the execution looked at, which for a retry is not `input.id`. */
  expected(input: ShapeInput, executionId: string): Expected;
  /** Positions with a compensation in the order in which they have to be undone. */
  readonly undone?: readonly string[];
  /** True when it is started by other shapes only. */
  readonly inner?: boolean;
}

const COMMUNICATION = 'https://open-workflow-specification.org/spec/1.0.0/errors/communication';
export const NAMESPACE = 'chaos';

/** What the sandbox answers to a call of `path` with `n`. */
export function answerOf(path: string, n: number): number {
  let sum = n;
  for (const char of path) sum = (sum * 31 + char.charCodeAt(0)) % 1_000_003;
  return sum;
}

/** Paths below this one never fail by chance, only when the body says so. */
export const STRICT = 'strict';

/** Status of a strict call that fails. */
export const STRICT_STATUS = 422;

export function workflowOf(name: string, tasks: TaskList, more: Partial<Workflow> = {}): Workflow {
  return { document: { dsl: '1.0.3', namespace: NAMESPACE, name, version: '1.0.0' }, do: tasks, ...more };
}

export interface StepOptions {
  /** Expression of the number that is sent; default the value of the call before. */
  readonly n?: string;
  readonly compensate?: TaskList;
}

/** Builds calls of the sandbox at `url`. */
export class Steps {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** A call that is tried again while it fails; named like the last part of its path. */
  step(path: string, { n = '${ .value }', compensate }: StepOptions = {}): TaskList[number] {
    const call = this.#call(path, n, compensate);
    const retry = {
      delay: { milliseconds: 15 },
      backoff: { exponential: {} },
      jitter: { from: { milliseconds: 0 }, to: { milliseconds: 15 } },
      limit: { attempt: { count: 8 } },
    };
    return { [nameOf(path)]: { try: [{ call }], catch: { errors: { with: { type: COMMUNICATION } }, retry } } };
  }

  /** A call whose failure nobody handles. */
  strict(path: string, n = '${ .value }'): TaskList[number] {
    return { [nameOf(path)]: this.#call(`${STRICT}/${path}`, n, undefined) };
  }

  #call(path: string, n: string, compensate: TaskList | undefined) {
    const body = {
      n,
      id: '${ $workflow.input.id }',
      broken: '${ $workflow.input.broken }',
      fail: '${ $workflow.input.fail }',
    };
    return {
      call: 'http' as const,
      with: { method: 'post', endpoint: `${this.#url}/${path}`, body },
      ...(compensate && { metadata: { compensate } }),
    };
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
