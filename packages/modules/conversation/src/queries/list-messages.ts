import type { ConversationOperations, Handler } from '@parley/contracts';
import { waitForChange } from '@parley/kernel';
import { conversationNotFound } from '../commands/append-message.ts';
import type { ConversationDeps } from '../commands/context.ts';

/** Messages after a sequence number; waits for the next one when there is none yet and the caller asks for it. */
export function listMessages(deps: ConversationDeps): Handler<ConversationOperations['listMessages']> {
  return async (context, { params, query, signal }) => {
    const { conversationId } = params;
    const exists = await deps.store.read(context.tenantId, (tx) => tx.findConversation(conversationId));
    if (!exists) throw conversationNotFound(conversationId);
    const items = await waitForChange(
      deps.changes,
      conversationId,
      query.waitMs,
      async () => {
        const page = await deps.store.read(context.tenantId, (tx) =>
          tx.listMessages(conversationId, { after: query.after, limit: query.limit }),
        );
        return page.length > 0 ? page : undefined;
      },
      signal,
    );
    return { items: items ?? [] };
  };
}
