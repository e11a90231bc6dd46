import { EXECUTION_STATUSES, type Execution } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import { defineCommand } from 'citty';
import { readCliConfig } from '../config.ts';
import { renderTable } from '../render/table.ts';
import { formatElapsed, renderStatus } from '../render/timeline.ts';
import { openSession } from '../session.ts';

/** `parley executions`: the latest executions as a table. */
export const executionsCommand = defineCommand({
  meta: { name: 'executions', description: 'List executions, the latest first' },
  args: {
    status: { type: 'string', description: `One of ${EXECUTION_STATUSES.join(', ')}` },
    limit: { type: 'string', description: 'How many', default: '20' },
    json: { type: 'boolean', description: 'Print JSON', default: false },
  },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const status = parseStatus(args.status);
    const query = { limit: Number(args.limit), ...(status !== undefined && { status }) };
    const { items } = await client.listExecutions({ query });
    process.stdout.write(args.json ? `${JSON.stringify(items, null, 2)}\n` : `${renderExecutions(items)}\n`);
  },
});

function parseStatus(text: string | undefined): Execution['status'] | undefined {
  if (text === undefined) return undefined;
  const known = EXECUTION_STATUSES.find((status) => status === text);
  if (known) return known;
  throw commonError('invalid_request', `There is no status "${text}"`, {
    hint: `Use ${EXECUTION_STATUSES.join(', ')}.`,
  });
}

function renderExecutions(items: readonly Execution[]): string {
  if (items.length === 0) return 'No executions yet. Start one with "parley run NAME".';
  const rows = items.map((execution) => [
    execution.executionId,
    `${execution.workflowName} v${execution.version}`,
    execution.status,
    execution.startedAt.slice(0, 19).replace('T', ' '),
    execution.endedAt ? formatElapsed(Date.parse(execution.endedAt) - Date.parse(execution.startedAt)) : '',
    execution.trigger,
  ]);
  const table = renderTable(['Execution', 'Workflow', 'Status', 'Started (UTC)', 'Took', 'Trigger'], rows);
  // Colour after aligning: its codes have no width.
  return table.replaceAll(
    /(?<= {2})(?:pending|running|waiting|suspended|cancelled|faulted|completed)(?= {2,})/g,
    (status) => renderStatus(status as Execution['status']),
  );
}
