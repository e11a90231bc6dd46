import type { Execution, TaskRun } from '@parley/contracts';
import { defineCommand } from 'citty';
import colors from 'picocolors';
import { readCliConfig } from '../config.ts';
import { summarize } from '../follow.ts';
import { renderTaskTree } from '../render/task-tree.ts';
import { openSession, type ParleyClient } from '../session.ts';

/** Tasks that are fetched for a picture; `--all` fetches every one. */
const TASKS = 5_000;
const PAGE = 1_000;

/** `parley show ID`: one execution, what became of each of its tasks, and its result. */
export const showCommand = defineCommand({
  meta: { name: 'show', description: 'Show an execution: its tasks, what they wait for, its result' },
  args: {
    execution: { type: 'positional', description: 'Id of the execution', required: true },
    all: { type: 'boolean', description: 'Every iteration, however many', default: false },
    json: { type: 'boolean', description: 'Print JSON', default: false },
  },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const execution = await client.getExecution({ params: { executionId: args.execution } });
    const tasks = await readTasks(client, args.execution, args.all || args.json ? Number.POSITIVE_INFINITY : TASKS);
    const text = args.json ? JSON.stringify({ ...execution, tasks }, null, 2) : render(execution, tasks, args.all);
    process.stdout.write(`${text}\n`);
  },
});

/** The first `most` tasks of an execution. */
export async function readTasks(client: ParleyClient, executionId: string, most: number): Promise<TaskRun[]> {
  const tasks: TaskRun[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const page = await client.listTasks({ params: { executionId }, query });
    tasks.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined || tasks.length >= most) return tasks;
  }
}

function render(execution: Execution, tasks: readonly TaskRun[], all: boolean): string {
  const requested = execution.requested === undefined ? '' : colors.yellow(`  (${execution.requested} is under way)`);
  const parts = [
    `${colors.bold(execution.workflowName)} v${execution.version}  ${summarize(execution)}${requested}`,
    renderTaskTree(tasks, Date.now(), all),
    `input   ${JSON.stringify(execution.input)}`,
    ...(execution.output === undefined ? [] : [`output  ${JSON.stringify(execution.output)}`]),
  ];
  return parts.join('\n\n');
}
