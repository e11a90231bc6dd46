import type { TaskRun } from '@parley/contracts';
import { parseWorkflow, toMermaid, type WorkflowGraph, workflowGraph } from '@parley/dsl';
import { commonError } from '@parley/kernel';
import { readCliConfig } from '../config.ts';
import { openSession } from '../session.ts';
import { readTasks } from './show.ts';

const STYLES: Readonly<Partial<Record<TaskRun['status'], string>>> = {
  running: 'fill:#cfe8ff,stroke:#1971c2',
  waiting: 'fill:#fff3bf,stroke:#f08c00',
  suspended: 'fill:#fff3bf,stroke:#f08c00,stroke-dasharray: 4',
  completed: 'fill:#d3f9d8,stroke:#2f9e44',
  faulted: 'fill:#ffe3e3,stroke:#e03131',
  cancelled: 'fill:#ffe8cc,stroke:#d9480f',
  skipped: 'fill:#f1f3f5,stroke:#adb5bd,stroke-dasharray: 4',
};
/** Of several runs of one task, the one that needs attention most decides its colour. */
const WEIGHT: readonly TaskRun['status'][] = [
  'skipped',
  'completed',
  'cancelled',
  'suspended',
  'faulted',
  'waiting',
  'running',
];

/** The picture of an execution's workflow as a Mermaid flow chart, each task in the colour of its state. */
export async function graphExecution(executionId: string): Promise<string> {
  const { client } = await openSession(readCliConfig());
  const { workflowId, version } = await client.getExecution({ params: { executionId } });
  const { source } = await client.getWorkflowVersion({ params: { workflowId, version } });
  const { workflow } = parseWorkflow(source);
  if (!workflow) throw commonError('internal', `The definition of execution ${executionId} cannot be read`);
  return drawStates(workflowGraph(workflow), await readTasks(client, executionId, Number.POSITIVE_INFINITY));
}

/** A flow chart of `graph` with a class for the state of each task. Tasks that have not begun have none. */
export function drawStates(graph: WorkflowGraph, tasks: readonly TaskRun[]): string {
  const states = new Map<string, TaskRun['status']>();
  const counts = new Map<string, number>();
  for (const { pointer, status } of tasks) {
    const known = states.get(pointer);
    counts.set(pointer, (counts.get(pointer) ?? 0) + 1);
    if (known === undefined || WEIGHT.indexOf(status) > WEIGHT.indexOf(known)) states.set(pointer, status);
  }
  const nodes = graph.nodes.map((node) => {
    const count = counts.get(node.id) ?? 0;
    return count > 1 ? { ...node, label: `${node.label} ×${count}` } : node;
  });
  // Nodes are called n0, n1, ... in their order.
  const classes = nodes.flatMap(({ id }, index) => {
    const state = states.get(id);
    return state === undefined ? [] : [`  class n${index} ${state}`];
  });
  const styles = Object.entries(STYLES).map(([state, style]) => `  classDef ${state} ${style}`);
  return `${toMermaid({ ...graph, nodes })}${[...styles, ...classes].join('\n')}\n`;
}
