import type { TaskRun } from '@parley/contracts';
import { parseWorkflow, workflowGraph } from '@parley/dsl';
import { expect, it } from 'vitest';
import { drawStates } from './graph-execution.ts';

it('gives each task the colour of its state, a loop’s tasks that of the run that needs attention most', () => {
  const { workflow } = parseWorkflow(`
document: { dsl: '1.0.3', namespace: default, name: x, version: '1.0.0' }
do:
  - each: { for: { each: n, in: '\${ [1, 2] }' }, do: [ { one: { set: { a: 1 } } } ] }
  - later: { set: { b: 1 } }
`);
  const run = (pointer: string, status: TaskRun['status']): TaskRun => ({
    ...{ key: pointer, pointer, status, name: 'x', kind: 'set', depth: 0, attempts: 1 },
    startedAt: '2026-01-01T00:00:00Z',
  });
  const graph = workflowGraph(workflow!);

  const chart = drawStates(graph, [
    run('/do/0/each', 'running'),
    run('/do/0/each/do/0/one', 'faulted'),
    run('/do/0/each/do/0/one', 'completed'),
  ]);

  const idOf = (pointer: string) => `n${graph.nodes.findIndex(({ id }) => id === pointer)}`;
  expect(chart).toContain(`class ${idOf('/do/0/each')} running`);
  expect(chart).toContain(`class ${idOf('/do/0/each/do/0/one')} faulted`);
  expect(chart).toContain('one ×2');
  expect(chart).not.toContain(`class ${idOf('/do/1/later')}`);
});
