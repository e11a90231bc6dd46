import type { Draft, Execution, Message } from '@parley/contracts';
import type { PersonClient } from './network.ts';

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 10;
const ENDED: ReadonlySet<Execution['status']> = new Set(['completed', 'faulted', 'cancelled']);

/** What came of a conversation. */
export interface Outcome {
  readonly answers: readonly Message[];
  readonly draft: Draft;
  readonly workflowId: string;
}

/** Holds a conversation to its end, approves the last draft, and gives the workflow. */
export async function converse(client: PersonClient, ...sayings: readonly string[]): Promise<Outcome> {
  const { conversationId } = await client.startConversation({ body: {} });
  const params = { conversationId };
  const answers: Message[] = [];
  for (const text of sayings) {
    const said = await client.postMessage({ params, body: { text } });
    answers.push(await nextMessage(client, conversationId, said.sequence, 'agent'));
  }
  const draftId = answers.findLast((answer) => answer.draftId !== undefined)?.draftId;
  if (draftId === undefined) throw new Error(`No draft: ${JSON.stringify(answers.at(-1), null, 1)}`);
  const draft = await client.getDraft({ params: { draftId } });
  if (!draft.valid) throw new Error(`Not valid: ${JSON.stringify(draft.diagnostics)}\n${draft.source}`);
  const approved = await client.approveDraft({ params, body: { draftId } });
  const created = await nextMessage(client, conversationId, approved.sequence, 'system');
  return { answers, draft, workflowId: String(created.detail.workflowId) };
}

async function nextMessage(
  client: PersonClient,
  conversationId: string,
  after: number,
  author: Message['author'],
): Promise<Message> {
  return eventually(async () => {
    const { items } = await client.listMessages({ params: { conversationId }, query: { after, waitMs: 5_000 } });
    return items.find((message) => message.author === author);
  }, `a message of the ${author}`);
}

/** The executions of a workflow besides `known`, once there are `count` and all have ended. */
export function ended(
  client: PersonClient,
  workflowId: string,
  count = 1,
  known: ReadonlySet<string> = new Set(),
): Promise<readonly Execution[]> {
  return eventually(async () => {
    const page = await client.listExecutions({ query: { workflowId, limit: 200 } });
    const items = page.items.filter(({ executionId }) => !known.has(executionId));
    return items.length >= count && items.every(({ status }) => ENDED.has(status)) ? items : undefined;
  }, `${count} ended executions`);
}

/** Waits until `look` gives something; long enough for a busy machine. */
export async function eventually<T>(
  look: () => Promise<T | undefined> | T | undefined,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`Waited ${patienceMs} ms in vain for ${what}`);
}
