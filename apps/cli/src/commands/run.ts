import { commonError } from '@parley/kernel';
import { defineCommand } from 'citty';
import { readCliConfig } from '../config.ts';
import { followExecution, summarize } from '../follow.ts';
import { parseJsonArgument } from '../json-argument.ts';
import { openSession, type ParleyClient } from '../session.ts';

/** `parley run NAME`: starts a workflow and shows its timeline to the end. */
export const runCommand = defineCommand({
  meta: { name: 'run', description: 'Start a workflow and watch it' },
  args: {
    workflow: { type: 'positional', description: 'Name or id of the workflow', required: true },
    input: { type: 'string', description: 'Input as JSON', default: '{}' },
    detach: { type: 'boolean', description: 'Print the execution’s id and leave', default: false },
  },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const workflowId = await findWorkflow(client, args.workflow);
    const body = { workflowId, input: parseJsonArgument('--input', args.input) };
    const { executionId } = await client.startExecution({ body, idempotencyKey: crypto.randomUUID() });
    process.stdout.write(`${executionId}\n`);
    if (args.detach) return;
    const execution = await followExecution(client, executionId, (line) => process.stdout.write(`${line}\n`));
    process.stdout.write(`\n${summarize(execution)}\n`);
    if (execution.status !== 'completed') process.exitCode = 1;
  },
});

async function findWorkflow(client: ParleyClient, nameOrId: string): Promise<string> {
  const known: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client.listWorkflows({ query: cursor === undefined ? {} : { cursor } });
    const found = page.items.find((workflow) => workflow.name === nameOrId || workflow.workflowId === nameOrId);
    if (found) return found.workflowId;
    known.push(...page.items.map((workflow) => workflow.name));
    if (page.nextCursor === undefined) break;
    cursor = page.nextCursor;
  }
  throw commonError('not_found', `There is no workflow "${nameOrId}"`, {
    hint: known.length > 0 ? `There are: ${known.join(', ')}.` : 'Make one with "parley chat".',
  });
}
