import { startPostgresEngine } from '@parley/adapter-postgres';
import type { TaskList, Workflow } from '@parley/dsl';
import type { Effects, ExecutionEngine } from '@parley/engine';
import { newId } from '@parley/kernel';
import type { BenchDatabase } from './bench-database.ts';

/** What every call to the outside answers: a result of usual size. */
export const ANSWER = {
  ok: true,
  id: 'order-12345',
  items: [{ sku: 'pizza', quantity: 2, price: 12.5 }],
  note: 'extra "cheese", please',
};

const TENANT = newId();

function call(name: string): TaskList[number] {
  return { [name]: { call: 'http', with: { method: 'post', endpoint: `https://outside.test/${name}` } } };
}

function calls(count: number): TaskList {
  return Array.from({ length: count }, (_, index) => call(`step${index}`));
}

function workflow(tasks: TaskList): Workflow {
  return { document: { dsl: '1.0.3', namespace: 'bench', name: 'bench', version: '1.0.0' }, do: tasks };
}

/** Interpreted definitions by name. */
const WORKFLOWS: Readonly<Record<string, Workflow>> = {
  one: workflow(calls(1)),
  ten: workflow(calls(10)),
  fan: workflow([{ all: { fork: { branches: calls(100) } } }]),
  sleeper: workflow([call('before'), { hour: { wait: { hours: 1 } } }, call('after')]),
};

/** An outside that answers at once. */
function instantEffects(): Effects {
  const unused = () => Promise.reject(new Error('The benchmark does not use this'));
  return {
    http: {
      call: async ({ method, uri }) => ({
        ...{ request: { method, uri, headers: {} }, statusCode: 200, headers: {}, content: ANSWER },
      }),
    },
    definitions: { load: async (_, definition) => WORKFLOWS[definition]!, find: async () => undefined },
    documents: { load: unused },
    operations: { resolve: unused },
    events: { publish: unused },
    secrets: { read: async () => ({}) },
    functions: {},
  };
}

/** The engine as the product runs it, with nothing but the calls to the outside replaced. */
export async function startBenchEngine({ database }: BenchDatabase): Promise<ExecutionEngine> {
  const engine = startPostgresEngine({ database, effects: instantEffects() });
  await engine.recover();
  return engine;
}

/** Starts an execution and resolves when that is durable. */
export async function startExecution(engine: ExecutionEngine, definition: string): Promise<string> {
  const executionId = newId();
  const input = { order: 1 };
  await engine.start({ tenantId: TENANT, executionId, definition, input, trigger: { kind: 'manual' } });
  return executionId;
}

/** Runs an execution from its start to its result. */
export async function runExecution(engine: ExecutionEngine, definition: string): Promise<void> {
  const { status } = await engine.outcome(TENANT, await startExecution(engine, definition));
  if (status !== 'completed') throw new Error(`An execution of ${definition} ended as ${status}`);
}
