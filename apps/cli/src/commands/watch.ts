import { defineCommand } from 'citty';
import { readCliConfig } from '../config.ts';
import { followExecution, summarize } from '../follow.ts';
import { openSession } from '../session.ts';

/** `parley watch ID`: an execution's timeline, live to its end. */
export const watchCommand = defineCommand({
  meta: { name: 'watch', description: 'Follow an execution until it ends' },
  args: { execution: { type: 'positional', description: 'Id of the execution', required: true } },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const execution = await followExecution(client, args.execution, (line) => process.stdout.write(`${line}\n`));
    process.stdout.write(`\n${summarize(execution)}\n`);
    if (execution.status !== 'completed') process.exitCode = 1;
  },
});
