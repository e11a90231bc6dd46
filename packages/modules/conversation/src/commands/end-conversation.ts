import { buildEvent, ConversationEnded, type ConversationOperations, type Handler } from '@parley/contracts';
import { toRfc3339 } from '@parley/kernel';
import { lockConversation } from './append-message.ts';
import type { ConversationDeps } from './context.ts';

/** Ends a conversation; ending one that has ended changes nothing. */
export function endConversation(deps: ConversationDeps): Handler<ConversationOperations['endConversation']> {
  return (context, { params }) =>
    deps.store.transaction(context.tenantId, async (tx) => {
      const conversation = await lockConversation(tx, params.conversationId);
      if (conversation.status === 'ended') return conversation;
      const now = deps.clock.now();
      const ended = { ...conversation, status: 'ended' as const, updatedAt: toRfc3339(now) };
      await tx.updateConversation(ended);
      const { conversationId } = conversation;
      await tx.publish(
        buildEvent(ConversationEnded, context, { subject: conversationId, data: { conversationId } }, now),
      );
      return ended;
    });
}
