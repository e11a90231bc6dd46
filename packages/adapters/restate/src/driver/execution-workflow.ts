import * as restate from '@restatedev/restate-sdk';
import { CONNECTION_HEADER } from '../endpoint.ts';
import { Attempt, type AttemptParts } from './attempt.ts';
import type { Connections } from './connections.ts';
import { HANDOVER_MS } from './handover.ts';
import { type Message, type Posted, type RunInput, type RunResult, slot } from './messages.ts';

export interface WorkflowSettings {
  /** How long an execution that waits stays connected before it leaves memory. */
  readonly inactivityTimeoutMs: number;
  /** How long Restate keeps what it knows of an execution that has ended. */
  readonly retentionMs: number;
}

// A call may take long; Restate repeats one that takes longer than both timeouts together.
const ABORT_TIMEOUT = { hours: 1 };
const RETRY = { initialInterval: HANDOVER_MS, exponentiationFactor: 2, maxInterval: { seconds: 2 } };

/**
 * The workflow service at Restate: `run` is one execution, `post` puts a message into its mailbox. The mailbox is a row
 * of durable promises; a message goes into the first free one, so that every sender's message has a place of its own in
 * the execution's journal, also when it comes before the execution has begun.
 */
export function executionWorkflow(
  parts: AttemptParts,
  attempts: Set<Attempt>,
  connections: Connections,
  settings: WorkflowSettings,
) {
  return restate.workflow({
    name: parts.service,
    handlers: {
      run: async (ctx: restate.WorkflowContext, input: RunInput): Promise<RunResult> => {
        const { attemptHeaders, attemptCompletedSignal } = ctx.request();
        const connection = connections.get(attemptHeaders.get(CONNECTION_HEADER)?.toString());
        if (!connection) throw new Error('The connection to Restate is gone');
        const attempt = await Attempt.open(ctx, connection, input, parts);
        const stop = () => {
          attempts.delete(attempt);
          attempt.stop();
        };
        attempts.add(attempt);
        attemptCompletedSignal.addEventListener('abort', stop);
        try {
          return await attempt.drive();
        } finally {
          stop();
        }
      },
      post: restate.handlers.workflow.shared((ctx: restate.WorkflowSharedContext, message: Message) =>
        post(ctx, message, parts),
      ),
    },
    options: {
      inactivityTimeout: settings.inactivityTimeoutMs,
      abortTimeout: ABORT_TIMEOUT,
      workflowRetention: settings.retentionMs,
      journalRetention: settings.retentionMs,
      idempotencyRetention: settings.retentionMs,
      retryPolicy: RETRY,
      // Another attempt by a worker of the right version may do better; nothing is given up.
      onJournalMismatchErrors: 'retry',
    },
  });
}

async function post(ctx: restate.WorkflowSharedContext, message: Message, { still }: AttemptParts): Promise<Posted> {
  if (message.kind === 'answer' && !(await claims(ctx, `answer/${message.name}`, true))) return { first: false };
  let index = (await ctx.get<number>('mailbox')) ?? 0;
  for (;;) {
    const name = `${ctx.key}/${slot(index)}`;
    still.hold(name);
    if (await claims(ctx, slot(index), message)) return { first: true };
    still.release(name);
    index += 1;
  }
}

/** Resolves a durable promise; false when somebody else has. */
async function claims<T>(ctx: restate.WorkflowSharedContext, name: string, value: T): Promise<boolean> {
  try {
    await ctx.promise<T>(name).resolve(value);
    return true;
  } catch (error) {
    if (error instanceof restate.TerminalError && !(error instanceof restate.CancelledError)) return false;
    throw error;
  }
}
