import type { Catalog, Operation, Workflow } from '@parley/dsl';
import { TENANT as ENGINE_TENANT, type runWorkflow, startWorkflow, type TestRun } from '@parley/engine/testing';

/** One call of an operation as the systems saw it. */
export interface Performed {
  readonly operation: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface Performance {
  /** Calls of operations in order. */
  readonly calls: readonly Performed[];
  readonly notices: readonly Readonly<Record<string, unknown>>[];
  readonly approvals: readonly { readonly assignee: string; readonly title: string; readonly subject?: unknown }[];
  readonly status: string;
  readonly error: unknown;
  /** Names of the operations in order. */
  readonly names: readonly string[];
}

export interface Stage {
  readonly input?: unknown;
  /** What operations return, by name; a function gets the arguments. A status of 400 and more is a failure. */
  readonly returns?: Readonly<Record<string, unknown>>;
  /** What people decide; approved unless said otherwise. */
  readonly approve?: boolean;
}

/** A result that is a failure with this status. */
export const failure = (status: number): { readonly failedWith: number } => ({ failedWith: status });

/** Runs a compiled plan on the engine's memory driver against operations that return what a test says. */
export async function perform(definition: Workflow, catalog: Catalog, stage: Stage = {}): Promise<Performance> {
  const calls: Performed[] = [];
  const notices: Record<string, unknown>[] = [];
  const find = (operationId: string): Operation =>
    catalog.operations.find((operation) => operation.name === operationId)!;
  const options = {
    input: stage.input,
    http: (request: { method: string; uri: string; query: object; body?: unknown }) => {
      const [, name = '', path = ''] = /^https:\/\/systems\/(\w+)(\/.*)$/.exec(request.uri) ?? [];
      const args = {
        ...pathArguments(find(name).path, path),
        ...request.query,
        ...(request.body as object | undefined),
      };
      calls.push({ operation: name, args });
      return answer(stage.returns?.[name], args);
    },
    functions: {
      'notify:1': async (args: Readonly<Record<string, unknown>>) => {
        notices.push({ ...args });
        return { delivered: true };
      },
    },
    ports: {
      operations: {
        resolve: async (_: unknown, operationId: string) => ({
          operation: find(operationId),
          baseUrl: `https://systems/${operationId}`,
        }),
      },
    },
  };
  const run = await startWorkflow(definition, options);
  const outcome = await decided(run, stage.approve ?? true);
  return {
    calls,
    notices,
    approvals: run.effects.approvalRequests,
    status: outcome.status,
    error: 'error' in outcome ? outcome.error : undefined,
    names: calls.map((call) => call.operation),
  };
}

/** Answers every approval until the execution ends. */
async function decided(run: TestRun, approved: boolean): Promise<Awaited<ReturnType<typeof runWorkflow>>> {
  let answered = 0;
  const ended = run.outcome();
  for (;;) {
    const open = run.effects.approvalRequests[answered];
    if (open) {
      answered += 1;
      await run.engine.resolve(ENGINE_TENANT, run.executionId, open.name, { approved, by: 'somebody' });
      continue;
    }
    const first = await Promise.race([
      ended,
      new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined))),
    ]);
    if (first) return first as Awaited<ReturnType<typeof runWorkflow>>;
  }
}

function answer(returns: unknown, args: Readonly<Record<string, unknown>>): { statusCode?: number; content: unknown } {
  const value = typeof returns === 'function' ? (returns as (given: unknown) => unknown)(args) : returns;
  if (typeof value === 'object' && value !== null && 'failedWith' in value)
    return { statusCode: Number(value.failedWith), content: {} };
  return { content: value ?? {} };
}

function pathArguments(template: string, path: string): Record<string, string> {
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const pattern = new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`);
  const values = pattern.exec(path)?.slice(1) ?? [];
  return Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(values[at] ?? '')]));
}
