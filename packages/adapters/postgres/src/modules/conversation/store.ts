import type { Conversation, Message } from '@parley/contracts';
import type { ConversationReads, ConversationStore, ConversationTx } from '@parley/module-conversation';
import { type Migration, readMigrations } from '../../database/migrations.ts';
import type { ServiceDatabase } from '../../database/service-database.ts';
import type { Transaction } from '../../database/transaction.ts';
import { appendEvents } from '../../outbox/append.ts';

/** The conversation service's tables. */
export function conversationMigrations(): Promise<Migration[]> {
  return readMigrations(new URL('./migrations/', import.meta.url), 'conversation/');
}

/** Conversations in PostgreSQL. */
export function createConversationStore(database: ServiceDatabase): ConversationStore {
  return {
    read: (tenantId, work) => database.read(tenantId, (tx) => work(reads(tx))),
    transaction: (tenantId, work) => database.tenant(tenantId, (tx) => work({ ...reads(tx), ...writes(tx) })),
  };
}

const CONVERSATION = 'conversation_id, title, status, message_count, created_at, updated_at';
const MESSAGE = 'message_id, conversation_id, sequence, author, text, questions, draft_id, detail, created_at';

function reads(tx: Transaction): ConversationReads {
  return {
    async findConversation(conversationId) {
      const row = await tx.maybeOne<ConversationRow>(
        `select ${CONVERSATION} from conversations where tenant_id = $1 and conversation_id = $2`,
        [tx.tenantId, conversationId],
      );
      return row && toConversation(row);
    },
    async listConversations({ limit, before }) {
      const rows = await tx.query<ConversationRow>(
        `select ${CONVERSATION} from conversations
          where tenant_id = $1 and ($2::uuid is null or conversation_id < $2::uuid)
          order by conversation_id desc limit $3`,
        [tx.tenantId, before ?? null, limit],
      );
      return rows.map(toConversation);
    },
    async listMessages(conversationId, { after, limit }) {
      const rows = await tx.query<MessageRow>(
        `select ${MESSAGE} from messages
          where tenant_id = $1 and conversation_id = $2 and sequence > $3 order by sequence limit $4`,
        [tx.tenantId, conversationId, after, limit],
      );
      return rows.map(toMessage);
    },
  };
}

function writes(tx: Transaction): Omit<ConversationTx, keyof ConversationReads> {
  return {
    async insertConversation(conversation) {
      await tx.execute(`insert into conversations (tenant_id, ${CONVERSATION}) values ($1, $2, $3, $4, $5, $6, $7)`, [
        tx.tenantId,
        ...conversationValues(conversation),
      ]);
    },
    async lockConversation(conversationId) {
      const row = await tx.maybeOne<ConversationRow>(
        `select ${CONVERSATION} from conversations where tenant_id = $1 and conversation_id = $2 for update`,
        [tx.tenantId, conversationId],
      );
      return row && toConversation(row);
    },
    async updateConversation({ conversationId, title, status, messageCount, updatedAt }) {
      await tx.execute(
        `update conversations set title = $3, status = $4, message_count = $5, updated_at = $6
          where tenant_id = $1 and conversation_id = $2`,
        [tx.tenantId, conversationId, title, status, messageCount, updatedAt],
      );
    },
    async insertMessage(message) {
      const changed = await tx.execute(
        `insert into messages (tenant_id, ${MESSAGE}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
          on conflict (tenant_id, message_id) do nothing`,
        [tx.tenantId, ...messageValues(message)],
      );
      return changed === 1;
    },
    publish: (event) => appendEvents(tx, [event]),
  };
}

interface ConversationRow {
  conversation_id: string;
  title: string;
  status: Conversation['status'];
  message_count: number;
  created_at: Date;
  updated_at: Date;
}

function toConversation(row: ConversationRow): Conversation {
  return {
    conversationId: row.conversation_id,
    title: row.title,
    status: row.status,
    messageCount: row.message_count,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function conversationValues(conversation: Conversation): unknown[] {
  const { conversationId, title, status, messageCount, createdAt, updatedAt } = conversation;
  return [conversationId, title, status, messageCount, createdAt, updatedAt];
}

interface MessageRow {
  message_id: string;
  conversation_id: string;
  sequence: number;
  author: Message['author'];
  text: string;
  questions: Message['questions'];
  draft_id: string | null;
  detail: Message['detail'];
  created_at: Date;
}

function toMessage(row: MessageRow): Message {
  return {
    messageId: row.message_id,
    conversationId: row.conversation_id,
    sequence: row.sequence,
    author: row.author,
    text: row.text,
    questions: row.questions,
    ...(row.draft_id !== null && { draftId: row.draft_id }),
    detail: row.detail,
    createdAt: row.created_at.toISOString(),
  };
}

function messageValues(message: Message): unknown[] {
  const { messageId, conversationId, sequence, author, text, questions, draftId, detail, createdAt } = message;
  const json = [JSON.stringify(questions), draftId ?? null, JSON.stringify(detail)];
  return [messageId, conversationId, sequence, author, text, ...json, createdAt];
}
