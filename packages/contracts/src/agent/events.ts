import { z } from 'zod';
import { Question } from '../conversation/operations.ts';
import { defineEvent } from '../events.ts';
import { Id, JsonObject } from '../schemas.ts';

export const AgentResponse = defineEvent({
  type: 'AgentResponse',
  version: 1,
  service: 'agent',
  summary: 'The agent answered a message',
  data: z.object({
    conversationId: Id,
    inReplyTo: Id,
    text: z.string(),
    questions: z.array(Question),
    draftId: Id.optional(),
    detail: JsonObject,
  }),
});

export const DSLGenerated = defineEvent({
  type: 'DSLGenerated',
  version: 1,
  service: 'agent',
  summary: 'The agent wrote a workflow definition',
  data: z.object({ conversationId: Id, draftId: Id, author: z.string() }),
});

export const agentEvents = [AgentResponse, DSLGenerated] as const;
