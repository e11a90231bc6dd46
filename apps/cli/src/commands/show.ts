import { defineCommand } from 'citty';
import colors from 'picocolors';
import { readCliConfig } from '../config.ts';
import { summarize } from '../follow.ts';
import { renderEntry } from '../render/timeline.ts';
import { openSession } from '../session.ts';

/** `parley show ID`: one execution with its workflow, what happened so far, and its result. */
export const showCommand = defineCommand({
  meta: { name: 'show', description: 'Show an execution: picture, timeline, result' },
  args: {
    execution: { type: 'positional', description: 'Id of the execution', required: true },
    json: { type: 'boolean', description: 'Print JSON', default: false },
  },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const params = { executionId: args.execution };
    const execution = await client.getExecution({ params });
    const timeline = await client.getTimeline({ params, query: {} });
    if (args.json) {
      process.stdout.write(`${JSON.stringify({ ...execution, timeline: timeline.items }, null, 2)}\n`);
      return;
    }
    const { workflowId, version } = execution;
    const definition = await client.getWorkflowVersion({ params: { workflowId, version } });
    const startedAtMs = Date.parse(execution.startedAt);
    const parts = [
      `${colors.bold(execution.workflowName)} v${version}  ${summarize(execution)}`,
      definition.tree.trimEnd(),
      timeline.items.map((entry) => renderEntry(entry, startedAtMs)).join('\n'),
      `input   ${JSON.stringify(execution.input)}`,
      ...(execution.output === undefined ? [] : [`output  ${JSON.stringify(execution.output)}`]),
    ];
    process.stdout.write(`${parts.join('\n\n')}\n`);
  },
});
