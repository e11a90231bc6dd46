import type { Conversation, Message } from '@parley/contracts';
import { commonError, toRfc3339 } from '@parley/kernel';
import type { NewMessage } from '../domain/conversation.ts';
import type { ConversationTx } from '../ports.ts';

/** Raises `not_found`: an id of another tenant looks the same as one that never was. */
export function conversationNotFound(conversationId: string): Error {
  return commonError('not_found', `There is no conversation ${conversationId}`, { hint: 'List the conversations.' });
}

/** A conversation locked for the rest of the transaction. */
export async function lockConversation(tx: ConversationTx, conversationId: string): Promise<Conversation> {
  const conversation = await tx.lockConversation(conversationId);
  if (!conversation) throw conversationNotFound(conversationId);
  return conversation;
}

/**
 * Puts a message at the end of a locked conversation. Gives undefined when a message with the same id is there
 * already.
 */
export async function appendMessage(
  tx: ConversationTx,
  conversation: Conversation,
  draft: NewMessage,
  now: number,
): Promise<Message | undefined> {
  const sequence = conversation.messageCount + 1;
  const message: Message = { ...draft, conversationId: conversation.conversationId, sequence };
  if (!(await tx.insertMessage(message))) return undefined;
  await tx.updateConversation({ ...conversation, messageCount: sequence, updatedAt: toRfc3339(now) });
  return message;
}
