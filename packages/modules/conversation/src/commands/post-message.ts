import {
  buildEvent,
  type ConversationOperations,
  type Handler,
  type Message,
  MessageReceived,
} from '@parley/contracts';
import { toRfc3339 } from '@parley/kernel';
import { assertOpen, titleFrom } from '../domain/conversation.ts';
import { appendMessage, lockConversation } from './append-message.ts';
import type { ConversationDeps } from './context.ts';

const UNTITLED = 'New conversation';

/** Adds what a member said; the agent hears of it through the event. */
export function postMessage(deps: ConversationDeps): Handler<ConversationOperations['postMessage']> {
  return async (context, { params, body }) => {
    const message = await deps.store.transaction(context.tenantId, async (tx) => {
      const conversation = await lockConversation(tx, params.conversationId);
      assertOpen(conversation);
      const now = deps.clock.now();
      const titled = conversation.title === UNTITLED ? { ...conversation, title: titleFrom(body.text) } : conversation;
      const draft = { author: 'member' as const, text: body.text, questions: [], detail: { member: context.actor } };
      const said = (await appendMessage(
        tx,
        titled,
        { ...draft, messageId: deps.newId(), createdAt: toRfc3339(now) },
        now,
      )) as Message;
      const { conversationId, messageId, sequence, text } = said;
      const data = { conversationId, messageId, sequence, author: context.actor, text };
      await tx.publish(buildEvent(MessageReceived, context, { subject: conversationId, data }, now));
      return said;
    });
    deps.changes.notify(message.conversationId);
    return message;
  };
}
