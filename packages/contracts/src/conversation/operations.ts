import { z } from 'zod';
import { defineOperations } from '../operation.ts';
import { FollowQuery, Id, JsonObject, PageQuery, pageOf, Time } from '../schemas.ts';

/** A question that the agent asks, with choices from the tenant's real data. */
export const Question = z.object({
  id: z.string(),
  text: z.string(),
  why: z.string(),
  choices: z.array(z.object({ label: z.string(), value: z.string() })),
  default: z.string().optional(),
});
export type Question = z.infer<typeof Question>;

export const Message = z.object({
  messageId: Id,
  conversationId: Id,
  sequence: z.number().int().meta({ description: 'Position in the conversation, from 1' }),
  author: z.enum(['member', 'agent', 'system']),
  text: z.string(),
  questions: z.array(Question),
  draftId: Id.optional(),
  /** Particulars of the author's making: explanation, assumptions, diagnostics. */
  detail: JsonObject,
  createdAt: Time,
});
export type Message = z.infer<typeof Message>;

export const Conversation = z.object({
  conversationId: Id,
  title: z.string(),
  status: z.enum(['open', 'ended']),
  messageCount: z.number().int(),
  createdAt: Time,
  updatedAt: Time,
});
export type Conversation = z.infer<typeof Conversation>;

const ConversationPath = z.object({ conversationId: Id });

export const conversationOperations = defineOperations({
  startConversation: {
    method: 'POST',
    path: '/v1/conversations',
    summary: 'Starts a conversation',
    role: 'editor',
    body: z.object({ title: z.string().min(1).max(200).default('New conversation') }),
    response: Conversation,
    status: 201,
  },
  listConversations: {
    method: 'GET',
    path: '/v1/conversations',
    summary: 'Conversations of the tenant, the latest first',
    role: 'viewer',
    query: PageQuery,
    response: pageOf(Conversation),
    status: 200,
  },
  getConversation: {
    method: 'GET',
    path: '/v1/conversations/{conversationId}',
    summary: 'One conversation',
    role: 'viewer',
    params: ConversationPath,
    response: Conversation,
    status: 200,
  },
  postMessage: {
    method: 'POST',
    path: '/v1/conversations/{conversationId}/messages',
    summary: 'Says something; the agent answers in a message that follows',
    role: 'editor',
    params: ConversationPath,
    body: z.object({ text: z.string().trim().min(1).max(20_000) }),
    response: Message,
    status: 202,
  },
  listMessages: {
    method: 'GET',
    path: '/v1/conversations/{conversationId}/messages',
    summary: 'Messages in order; waits for the next one with `waitMs`',
    role: 'viewer',
    params: ConversationPath,
    query: FollowQuery.extend({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
    response: z.object({ items: z.array(Message) }),
    status: 200,
  },
  approveDraft: {
    method: 'POST',
    path: '/v1/conversations/{conversationId}/approvals',
    summary: 'Approves a draft: it becomes a version of a workflow',
    role: 'editor',
    params: ConversationPath,
    body: z.object({ draftId: Id }),
    response: Message,
    status: 202,
  },
  endConversation: {
    method: 'POST',
    path: '/v1/conversations/{conversationId}/end',
    summary: 'Ends a conversation; it can still be read',
    role: 'editor',
    params: ConversationPath,
    response: Conversation,
    status: 200,
  },
});
export type ConversationOperations = typeof conversationOperations;
