import { z } from 'zod';
import { defineEvent } from '../events.ts';
import { Id } from '../schemas.ts';

const conversationId = Id;

export const ConversationStarted = defineEvent({
  type: 'ConversationStarted',
  version: 1,
  service: 'conversation',
  summary: 'Somebody started a conversation',
  data: z.object({ conversationId, title: z.string() }),
});

export const MessageReceived = defineEvent({
  type: 'MessageReceived',
  version: 1,
  service: 'conversation',
  summary: 'A member said something',
  data: z.object({
    conversationId,
    messageId: Id,
    sequence: z.number().int(),
    author: z.string(),
    text: z.string(),
  }),
});

export const ConversationApproved = defineEvent({
  type: 'ConversationApproved',
  version: 1,
  service: 'conversation',
  summary: 'A member approved a draft',
  data: z.object({ conversationId, draftId: Id, approvedBy: z.string() }),
});

export const ConversationEnded = defineEvent({
  type: 'ConversationEnded',
  version: 1,
  service: 'conversation',
  summary: 'A conversation ended',
  data: z.object({ conversationId }),
});

export const conversationEvents = [
  ConversationStarted,
  MessageReceived,
  ConversationApproved,
  ConversationEnded,
] as const;
