import type { Draft, Message, Workflow } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import type { ParleyClient } from './session.ts';

const WAIT_MS = 10_000;
const PATIENCE_MS = 60_000;

/** A conversation with the agent, message by message. */
export class Dialogue {
  readonly conversationId: string;
  readonly #client: ParleyClient;
  #seen = 0;

  private constructor(client: ParleyClient, conversationId: string) {
    this.#client = client;
    this.conversationId = conversationId;
  }

  static async start(client: ParleyClient): Promise<Dialogue> {
    const { conversationId } = await client.startConversation({ body: {} });
    return new Dialogue(client, conversationId);
  }

  /** Says something and gives the agent's answer. */
  async say(text: string): Promise<Message> {
    const params = { conversationId: this.conversationId };
    const said = await this.#client.postMessage({ params, body: { text } });
    this.#seen = said.sequence;
    return this.#next((message) => message.author === 'agent');
  }

  draft(draftId: string): Promise<Draft> {
    return this.#client.getDraft({ params: { draftId } });
  }

  /** Approves a draft and gives the workflow it became. */
  async approve(draftId: string): Promise<Workflow> {
    const params = { conversationId: this.conversationId };
    const approved = await this.#client.approveDraft({ params, body: { draftId } });
    this.#seen = approved.sequence;
    const created = await this.#next((message) => message.author === 'system' && 'workflowId' in message.detail);
    return this.#client.getWorkflow({ params: { workflowId: String(created.detail.workflowId) } });
  }

  async #next(wanted: (message: Message) => boolean): Promise<Message> {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      const page = await this.#client.listMessages({
        params: { conversationId: this.conversationId },
        query: { after: this.#seen, waitMs: WAIT_MS },
      });
      for (const message of page.items) {
        this.#seen = message.sequence;
        if (wanted(message)) return message;
      }
    }
    throw commonError('unavailable', 'The agent has not answered for a minute', {
      hint: 'Look at the log of Parley; the conversation is kept.',
    });
  }
}
