import type { TaskList, Workflow } from '@parley/dsl';
import type { Effects } from '@parley/engine';

const PAUSE = { pause: { wait: { milliseconds: 20 } } };

/** A task that calls the outside. */
function call(name: string): TaskList[number] {
  return { [name]: { call: 'http', with: { method: 'post', endpoint: `https://outside.test/${name}` } } };
}

function workflow(tasks: TaskList): Workflow {
  return { document: { dsl: '1.0.3', namespace: 'test', name: 'workflow', version: '1.0.0' }, do: tasks };
}

const BRANCHES = Array.from({ length: 6 }, (_, index) => call(`branch${index}`));

/** Shapes of executions that the crash tests run, by definition id. */
export const WORKFLOWS: Readonly<Record<string, Workflow>> = {
  sequence: workflow([call('a'), PAUSE, call('b'), call('c'), call('d')]),
  fork: workflow([{ all: { fork: { branches: BRANCHES } } }, call('after')]),
  loop: workflow([{ each: { for: { each: 'item', in: '${ [range(5)] }' }, do: [call('item'), PAUSE] } }]),
  timer: workflow([PAUSE, call('between'), { again: { wait: { milliseconds: 40 } } }, call('late')]),
};

/** Calls to the outside that each shape makes. */
export const CALLS: Readonly<Record<string, number>> = { sequence: 4, fork: 7, loop: 5, timer: 2 };

/** What a call tells the outside. */
export type Outside = (call: { executionId: string; key: string; idempotencyKey: string }) => Promise<void>;

/** Effects for {@link WORKFLOWS}, without anything that only a test runner can load. */
export function crashEffects(outside: Outside): Effects {
  const unused = () => Promise.reject(new Error('The crash tests do not use this'));
  return {
    http: {
      async call(request, { executionId, key, idempotencyKey }) {
        await outside({ executionId, key, idempotencyKey });
        return {
          request: { method: request.method, uri: request.uri, headers: {} },
          statusCode: 200,
          headers: {},
          content: key,
        };
      },
    },
    definitions: { load: async (_, definition) => WORKFLOWS[definition]!, find: async () => undefined },
    documents: { load: unused },
    operations: { resolve: unused },
    events: { publish: unused },
    secrets: { read: async () => ({}) },
    functions: {},
  };
}
