import type { ConversationOperations, Handler } from '@parley/contracts';
import { conversationNotFound } from '../commands/append-message.ts';
import type { ConversationDeps } from '../commands/context.ts';

/** One conversation. */
export function getConversation(deps: ConversationDeps): Handler<ConversationOperations['getConversation']> {
  return async (context, { params }) => {
    const found = await deps.store.read(context.tenantId, (tx) => tx.findConversation(params.conversationId));
    if (!found) throw conversationNotFound(params.conversationId);
    return found;
  };
}
