import type { ConversationOperations, Handler } from '@parley/contracts';
import type { ConversationDeps } from '../commands/context.ts';

/** A page of conversations, newest first; the cursor is the id that the page ended with. */
export function listConversations(deps: ConversationDeps): Handler<ConversationOperations['listConversations']> {
  return async (context, { query }) => {
    const { limit, cursor } = query;
    const found = await deps.store.read(context.tenantId, (tx) =>
      tx.listConversations({ limit: limit + 1, ...(cursor !== undefined && { before: cursor }) }),
    );
    const items = found.slice(0, limit);
    return found.length > limit ? { items, nextCursor: items.at(-1)!.conversationId } : { items };
  };
}
