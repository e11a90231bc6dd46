import type { Execution } from '@parley/contracts';
import { defineCommand } from 'citty';
import { readCliConfig } from '../config.ts';
import { parseJsonArgument } from '../json-argument.ts';
import { renderStatus } from '../render/timeline.ts';
import { openSession } from '../session.ts';

const execution = { type: 'positional', description: 'Id of the execution', required: true } as const;
const reason = { type: 'string', description: 'Why; it is kept in the history' } as const;

/** What is printed after a command: where the execution stands, and what is still to be carried out. */
function say({ status, requested }: Execution): void {
  const rest = requested === undefined ? '' : `; ${requested} is accepted and carried out when a worker is there`;
  process.stdout.write(`${renderStatus(status)}${rest}\n`);
}

const body = (text: string | undefined) => (text === undefined ? {} : { reason: text });

/** `parley cancel ID`: ends an execution; what it did is undone where its workflow says how. */
export const cancelCommand = defineCommand({
  meta: { name: 'cancel', description: 'Cancel an execution; what it did is undone' },
  args: { execution, reason },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    say(await client.cancelExecution({ params: { executionId: args.execution }, body: body(args.reason) }));
  },
});

/** `parley suspend ID`: the execution begins nothing new. */
export const suspendCommand = defineCommand({
  meta: { name: 'suspend', description: 'Hold an execution; calls in flight end' },
  args: { execution, reason },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    say(await client.suspendExecution({ params: { executionId: args.execution }, body: body(args.reason) }));
  },
});

/** `parley resume ID`: a suspended execution goes on. */
export const resumeCommand = defineCommand({
  meta: { name: 'resume', description: 'Let a suspended execution go on' },
  args: { execution },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    say(await client.resumeExecution({ params: { executionId: args.execution } }));
  },
});

/** `parley retry ID`: a new execution goes on where a faulted one failed. Prints its id. */
export const retryCommand = defineCommand({
  meta: { name: 'retry', description: 'Go on with a faulted execution at the task that failed' },
  args: { execution },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const params = { executionId: args.execution };
    const { executionId } = await client.retryExecution({ params, idempotencyKey: crypto.randomUUID() });
    process.stdout.write(`${executionId}\n`);
  },
});

/** `parley fork ID --at TASK`: a new execution runs an ended one anew from a task on. Prints its id. */
export const forkCommand = defineCommand({
  meta: { name: 'fork', description: 'Run an ended execution anew from a task on' },
  args: {
    execution,
    at: { type: 'string', description: 'Name of the task, or its key in the timeline', required: true },
    input: { type: 'string', description: 'Input of that task instead of the recorded one, as JSON' },
  },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const input = args.input === undefined ? {} : { input: parseJsonArgument('--input', args.input) };
    const { executionId } = await client.forkExecution({
      params: { executionId: args.execution },
      body: { at: args.at, ...input },
      idempotencyKey: crypto.randomUUID(),
    });
    process.stdout.write(`${executionId}\n`);
  },
});
