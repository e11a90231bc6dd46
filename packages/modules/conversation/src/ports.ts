import type { Conversation, DomainEvent, Message } from '@parley/contracts';

export interface ConversationReads {
  findConversation(conversationId: string): Promise<Conversation | undefined>;
  /** Newest first; `before` is the id that the last page ended with. */
  listConversations(page: { limit: number; before?: string }): Promise<Conversation[]>;
  /** In order, those with a sequence above `after`. */
  listMessages(conversationId: string, page: { after: number; limit: number }): Promise<Message[]>;
}

export interface ConversationTx extends ConversationReads {
  insertConversation(conversation: Conversation): Promise<void>;
  /** Locks the conversation until the transaction ends, so that sequences have no gaps and no doubles. */
  lockConversation(conversationId: string): Promise<Conversation | undefined>;
  updateConversation(conversation: Conversation): Promise<void>;
  /** False when a message with this id is there already (the same event delivered twice). */
  insertMessage(message: Message): Promise<boolean>;
  publish(event: DomainEvent): Promise<void>;
}

/** Where conversations live. Every call sees one tenant only. */
export interface ConversationStore {
  read<T>(tenantId: string, work: (tx: ConversationReads) => Promise<T>): Promise<T>;
  transaction<T>(tenantId: string, work: (tx: ConversationTx) => Promise<T>): Promise<T>;
}
