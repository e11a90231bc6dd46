import type { Conversation, Message } from '@parley/contracts';
import { commonError } from '@parley/kernel';

/** A message before it has its place in the conversation. */
export type NewMessage = Omit<Message, 'sequence' | 'conversationId'>;

const TITLE_LENGTH = 80;

/** C1: an ended conversation takes no more messages. */
export function assertOpen(conversation: Conversation): void {
  if (conversation.status === 'open') return;
  throw commonError('conflict', 'The conversation has ended', { hint: 'Start a new conversation.' });
}

/** The first thing said names a conversation that was started without a title. */
export function titleFrom(text: string): string {
  const line = text.trim().split('\n', 1)[0]!.trim();
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1).trimEnd()}…`;
}
