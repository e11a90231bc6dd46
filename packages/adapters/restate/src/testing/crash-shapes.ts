import { call, workflowOf } from '@parley/engine/testing';

const PAUSE = { pause: { wait: { milliseconds: 30 } } };
const FAIL = { fail: { raise: { error: { type: 'urn:broken', status: 500, title: 'Broken' } } } };
const undoable = (name: string) => ({
  [name]: { ...Object.values(call(name))[0]!, metadata: { compensate: [call(`undo-${name}`)] } },
});

/** Shapes of executions, with the calls that each makes and how it ends. */
export const SHAPES = {
  sequence: { calls: 3, status: 'completed', main: workflowOf([call('a'), PAUSE, call('b'), call('c')]) },
  fork: {
    calls: 6,
    status: 'completed',
    main: workflowOf([{ all: { fork: { branches: ['a', 'b', 'c', 'd', 'e'].map(call) } } }, call('after')]),
  },
  loop: {
    calls: 4,
    status: 'completed',
    main: workflowOf([{ each: { for: { each: 'n', in: '${ [range(4)] }' }, do: [call('n'), PAUSE] } }]),
  },
  saga: { calls: 4, status: 'faulted', main: workflowOf([undoable('a'), PAUSE, undoable('b'), FAIL]) },
  parent: {
    calls: 4,
    status: 'completed',
    main: workflowOf([
      { sub: { run: { workflow: { namespace: 'test', name: 'sequence', version: '1.0.0' } } } },
      call('after'),
    ]),
  },
} as const;

export type ShapeName = keyof typeof SHAPES;

/** The shapes as definitions by their ids. */
export const DEFINITIONS = {
  ...Object.fromEntries(Object.entries(SHAPES).map(([name, { main }]) => [name, main])),
  'test/sequence': SHAPES.sequence.main,
};
