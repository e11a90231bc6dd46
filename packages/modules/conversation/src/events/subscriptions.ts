import { AgentResponse, type DomainEvent, onEvent, type Subscription, WorkflowCreated } from '@parley/contracts';
import { appendMessage } from '../commands/append-message.ts';
import type { ConversationDeps } from '../commands/context.ts';
import type { NewMessage } from '../domain/conversation.ts';

/** What other services say into a conversation. A message takes its event's id, so a second delivery adds nothing. */
export function conversationSubscriptions(deps: ConversationDeps): Subscription[] {
  return [
    onEvent('conversation.agent-answers', AgentResponse, (event) => {
      const { conversationId, text, questions, draftId, detail } = event.data;
      const message = { author: 'agent' as const, text, questions, detail };
      return addMessage(deps, event, conversationId, draftId === undefined ? message : { ...message, draftId });
    }),
    onEvent('conversation.workflow-created', WorkflowCreated, async (event) => {
      const { conversationId, name, version, workflowId, trigger } = event.data;
      if (conversationId === undefined) return;
      const text = `Version ${version} of "${name}" is live. It starts ${trigger}.`;
      const detail = { workflowId, version, name };
      await addMessage(deps, event, conversationId, { author: 'system', text, questions: [], detail });
    }),
  ];
}

async function addMessage(
  deps: ConversationDeps,
  event: DomainEvent<unknown>,
  conversationId: string,
  content: Omit<NewMessage, 'messageId' | 'createdAt'>,
): Promise<void> {
  await deps.store.transaction(event.accountid, async (tx) => {
    const conversation = await tx.lockConversation(conversationId);
    // The conversation may have been deleted since; there is nobody left to tell.
    if (!conversation) return;
    await appendMessage(tx, conversation, { ...content, messageId: event.id, createdAt: event.time }, deps.clock.now());
  });
  deps.changes.notify(conversationId);
}
