import type { TaskList, Workflow } from '@parley/dsl';
import type { Effects, ExecutionEngine } from '@parley/engine';
import { newId } from '@parley/kernel';
import { ANSWER, STEPS } from './workload.ts';

const TENANT = newId();

/** A call whose body is an expression over the result of the step before. */
function call(name: string): TaskList[number] {
  const body = { order: '${ .id }', at: name };
  return { [name]: { call: 'http', with: { method: 'post', endpoint: `https://outside.test/${name}`, body } } };
}

function calls(count: number): TaskList {
  return Array.from({ length: count }, (_, index) => call(`step${index}`));
}

function workflow(tasks: TaskList): Workflow {
  return { document: { dsl: '1.0.3', namespace: 'bench', name: 'bench', version: '1.0.0' }, do: tasks };
}

function loop(iterations: number): Workflow {
  return workflow([{ loop: { for: { in: `[range(${iterations})]` }, do: [call('step')] } }]);
}

function parallelMap(items: number): Workflow {
  const map = { for: { in: `[range(${items})]` }, metadata: { parallel: { max: 100 } }, do: [call('step')] };
  return workflow([{ map }]);
}

const FIXED: Readonly<Record<string, Workflow>> = {
  one: workflow(calls(STEPS.one)),
  ten: workflow(calls(STEPS.ten)),
  fan: workflow([{ all: { fork: { branches: calls(STEPS.fan) } } }]),
  sleeper: workflow([call('before'), { hour: { wait: { hours: 1 } } }, call('after')]),
};

/** A definition by name; `loop:N` and `map:N` are loops and parallel maps over N items. */
function definition(name: string): Workflow {
  const [shape, size] = name.split(':');
  if (shape === 'loop') return loop(Number(size));
  return shape === 'map' ? parallelMap(Number(size)) : FIXED[name]!;
}

/** An outside that answers at once. */
export function instantEffects(): Effects {
  const unused = () => Promise.reject(new Error('The benchmark does not use this'));
  return {
    http: {
      call: async ({ method, uri }) => ({
        ...{ request: { method, uri, headers: {} }, statusCode: 200, headers: {}, content: ANSWER },
      }),
    },
    definitions: { load: async (_, name) => definition(name), find: async () => undefined },
    documents: { load: unused },
    operations: { resolve: unused },
    events: { publish: unused },
    secrets: { read: async () => ({}) },
    functions: {},
  };
}

/** Starts an execution and resolves to its id when that is durable. */
export async function startExecution(engine: ExecutionEngine, name: string): Promise<string> {
  const executionId = newId();
  const request = { tenantId: TENANT, executionId, definition: name, input: { id: 'order-1' } };
  await engine.start({ ...request, trigger: { kind: 'manual' } });
  return executionId;
}

/** Runs an execution from its start to its result; gives its id. */
export async function runExecution(engine: ExecutionEngine, name: string): Promise<string> {
  const executionId = await startExecution(engine, name);
  const { status } = await engine.outcome(TENANT, executionId);
  if (status !== 'completed') throw new Error(`An execution of ${name} ended as ${status}`);
  return executionId;
}

/** How long an execution's history takes to be read and replayed. */
export async function replayExecution(engine: ExecutionEngine, executionId: string): Promise<void> {
  await engine.timeline(TENANT, executionId);
}
