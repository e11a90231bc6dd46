import { answerOf, NAMESPACE, type Shape, STRICT, STRICT_STATUS, Steps, workflowOf } from './shape.ts';

const FORKED = ['a', 'b', 'c', 'd'];
const MAPPED = [0, 1, 2, 3, 4, 5, 6];
const LAPS = [0, 1, 2, 3, 4];

const value = (n: number) => ({ value: n });
const completed = (output: unknown) => ({ status: 'completed', output }) as const;
const FAULTED = { status: 'faulted', code: STRICT_STATUS } as const;

const sequence: Shape = {
  name: 'sequence',
  workflow(url) {
    const { step, strict } = bind(url);
    return workflowOf('sequence', [
      step('sequence/a', { n: '${ $workflow.input.n }' }),
      step('sequence/b'),
      strict('sequence/c'),
      step('sequence/d'),
    ]);
  },
  expected({ n, id, broken }, executionId) {
    if (broken && id === executionId) return FAULTED;
    const before = answerOf('sequence/b', answerOf('sequence/a', n));
    return completed(value(answerOf('sequence/d', answerOf(`${STRICT}/sequence/c`, before))));
  },
};

const fork: Shape = {
  name: 'fork',
  workflow(url) {
    const { step } = bind(url);
    const branches = FORKED.map((name) => step(`fork/${name}`, { n: '${ $workflow.input.n }' }));
    return workflowOf('fork', [{ all: { fork: { branches } } }, step('fork/join', { n: '${ map(.value) | add }' })]);
  },
  expected({ n }) {
    const sum = FORKED.reduce((total, name) => total + answerOf(`fork/${name}`, n), 0);
    return completed(value(answerOf('fork/join', sum)));
  },
};

const parallelMap: Shape = {
  name: 'parallel-map',
  workflow(url) {
    const { step } = bind(url);
    const each = {
      for: { each: 'item', in: `\${ [range(${MAPPED.length})] }` },
      do: [step('map/item', { n: '${ $workflow.input.n + $item }' })],
      metadata: { parallel: { max: 3 } },
    };
    return workflowOf('parallel-map', [{ each }]);
  },
  expected: ({ n }) => completed(MAPPED.map((item) => value(answerOf('map/item', n + item)))),
};

const loop: Shape = {
  name: 'loop',
  workflow(url) {
    const { step } = bind(url);
    const n = '${ (if type == "object" and has("value") then .value else $workflow.input.n end) + $item }';
    const each = {
      for: { each: 'item', in: `\${ [range(${LAPS.length})] }` },
      do: [step('loop/lap', { n }), { pause: { wait: { milliseconds: 20 } } }],
    };
    return workflowOf('loop', [{ each }]);
  },
  expected: ({ n }) => completed(value(LAPS.reduce((sum, item) => answerOf('loop/lap', sum + item), n))),
};

const timer: Shape = {
  name: 'timer',
  workflow(url) {
    const { step } = bind(url);
    return workflowOf('timer', [
      { short: { wait: { milliseconds: 60 } } },
      step('timer/a', { n: '${ $workflow.input.n }' }),
      { long: { wait: { milliseconds: 900 } } },
      { guarded: { do: [step('timer/b')], timeout: { after: { minutes: 30 } } } },
    ]);
  },
  expected: ({ n }) => completed(value(answerOf('timer/b', answerOf('timer/a', n)))),
};

const listen: Shape = {
  name: 'listen',
  workflow(url) {
    const { step } = bind(url);
    const filter = (type: string) => ({ with: { type, subject: '${ . == $workflow.input.id }' } });
    return workflowOf('listen', [
      { both: { listen: { to: { all: [filter('chaos.paid'), filter('chaos.packed')] } } } },
      step('listen/a', { n: '${ map(.n) | add }' }),
      { last: { listen: { to: { one: filter('chaos.shipped') } } } },
      step('listen/b', { n: '${ .[0].n }' }),
    ]);
  },
  expected: ({ n }) => completed(value(answerOf('listen/b', n + 3))),
};

/** What is sent to an execution of `listen`, by type. */
export const EVENTS: Readonly<Record<string, number>> = { 'chaos.paid': 1, 'chaos.packed': 2, 'chaos.shipped': 3 };

const saga: Shape = {
  name: 'saga',
  workflow(url) {
    const { step, strict } = bind(url);
    const n = '${ $workflow.input.n }';
    const reserve = (name: string) => step(`saga/${name}`, { n, compensate: [step(`saga/un${name}`)] });
    return workflowOf('saga', [
      { reserve: { fork: { branches: [reserve('car'), reserve('room')] } } },
      { approve: { call: 'approve:1@default', with: { title: 'Go on?', assignee: 'chaos' } } },
      step('saga/charge', {
        n: '${ $workflow.input.n + (if .approved then 1 else 0 end) }',
        compensate: [step('saga/refund')],
      }),
      strict('saga/ship'),
    ]);
  },
  expected({ n, fail }) {
    if (fail) return FAULTED;
    return completed(value(answerOf(`${STRICT}/saga/ship`, answerOf('saga/charge', n + 1))));
  },
  undone: [
    '/do/2/charge/try/0/call',
    '/do/0/reserve/fork/branches/1/room/try/0/call',
    '/do/0/reserve/fork/branches/0/car/try/0/call',
  ],
};

/** Journal key of the decision that an execution of `saga` waits for. */
export const DECISION = '/do/1/approve!decision';

const leaf: Shape = {
  name: 'leaf',
  inner: true,
  workflow(url) {
    const { step } = bind(url);
    return workflowOf('leaf', [
      step('leaf/x', { n: '${ $workflow.input.n }' }),
      { pause: { wait: { milliseconds: 40 } } },
      step('leaf/y'),
    ]);
  },
  expected: ({ n }) => completed(value(answerOf('leaf/y', answerOf('leaf/x', n)))),
};

const subWorkflow: Shape = {
  name: 'sub-workflow',
  workflow(url) {
    const { step } = bind(url);
    const run = (n: string, more: object) => ({
      run: {
        workflow: { namespace: NAMESPACE, name: 'leaf', version: '1.0.0', input: { n, id: '${ $workflow.input.id }' } },
        ...more,
      },
    });
    return workflowOf('sub-workflow', [
      step('sub/a', { n: '${ $workflow.input.n }' }),
      { inner: run('${ .value }', {}) },
      { aside: run('${ .value }', { await: false }) },
      step('sub/b'),
    ]);
  },
  expected({ n }) {
    const inner = answerOf('leaf/y', answerOf('leaf/x', answerOf('sub/a', n)));
    return completed(value(answerOf('sub/b', inner)));
  },
};

/** All shapes; executions are started of those that are not `inner`. */
export const SHAPES: readonly Shape[] = [sequence, fork, parallelMap, loop, timer, listen, saga, subWorkflow, leaf];

/** Id of the shape's definition, in the form that the workflow service gives to definitions. */
export function definitionId(shape: Shape): string {
  return `${shape.name}@1`;
}

export function shapeOf(definition: string): Shape | undefined {
  return SHAPES.find((shape) => definitionId(shape) === definition);
}

function bind(url: string) {
  const steps = new Steps(url);
  return {
    step: (...args: Parameters<Steps['step']>) => steps.step(...args),
    strict: (...args: Parameters<Steps['strict']>) => steps.strict(...args),
  };
}
