import {
  buildEvent,
  ConversationApproved,
  type ConversationOperations,
  type Handler,
  type Message,
} from '@parley/contracts';
import { commonError, toRfc3339 } from '@parley/kernel';
import { assertOpen } from '../domain/conversation.ts';
import type { ConversationReads } from '../ports.ts';
import { appendMessage, lockConversation } from './append-message.ts';
import type { ConversationDeps } from './context.ts';

const PAGE = 200;

/** C2: only a draft that was proposed in this conversation can be approved in it. */
export function approveDraft(deps: ConversationDeps): Handler<ConversationOperations['approveDraft']> {
  return async (context, { params, body }) => {
    const message = await deps.store.transaction(context.tenantId, async (tx) => {
      const conversation = await lockConversation(tx, params.conversationId);
      assertOpen(conversation);
      if (!(await wasProposed(tx, params.conversationId, body.draftId))) {
        throw commonError('not_found', `Draft ${body.draftId} was not proposed in this conversation`);
      }
      const now = deps.clock.now();
      const text = 'Approved.';
      const draft = {
        author: 'member' as const,
        text,
        questions: [],
        draftId: body.draftId,
        detail: { member: context.actor },
      };
      const said = (await appendMessage(
        tx,
        conversation,
        { ...draft, messageId: deps.newId(), createdAt: toRfc3339(now) },
        now,
      )) as Message;
      const data = { conversationId: params.conversationId, draftId: body.draftId, approvedBy: context.actor };
      await tx.publish(buildEvent(ConversationApproved, context, { subject: params.conversationId, data }, now));
      return said;
    });
    deps.changes.notify(message.conversationId);
    return message;
  };
}

async function wasProposed(tx: ConversationReads, conversationId: string, draftId: string): Promise<boolean> {
  for (let after = 0; ; ) {
    const page = await tx.listMessages(conversationId, { after, limit: PAGE });
    if (page.some((message) => message.author === 'agent' && message.draftId === draftId)) return true;
    if (page.length < PAGE) return false;
    after = page.at(-1)!.sequence;
  }
}
