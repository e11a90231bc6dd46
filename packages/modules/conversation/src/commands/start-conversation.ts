import {
  buildEvent,
  type Conversation,
  type ConversationOperations,
  ConversationStarted,
  type Handler,
} from '@parley/contracts';
import { toRfc3339 } from '@parley/kernel';
import type { ConversationDeps } from './context.ts';

/** Starts a conversation and announces it. */
export function startConversation(deps: ConversationDeps): Handler<ConversationOperations['startConversation']> {
  return (context, { body }) =>
    deps.store.transaction(context.tenantId, async (tx) => {
      const now = deps.clock.now();
      const conversation: Conversation = {
        conversationId: deps.newId(),
        title: body.title,
        status: 'open',
        messageCount: 0,
        createdAt: toRfc3339(now),
        updatedAt: toRfc3339(now),
      };
      await tx.insertConversation(conversation);
      const { conversationId, title } = conversation;
      await tx.publish(
        buildEvent(ConversationStarted, context, { subject: conversationId, data: { conversationId, title } }, now),
      );
      return conversation;
    });
}
