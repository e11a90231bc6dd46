import { z } from 'zod';
import { defineEvent } from '../events.ts';
import { Id, JsonValue } from '../schemas.ts';
import { ValueReference, WorkflowProblem } from './executions.ts';

const executionId = Id;
const workflowId = Id;

export const WorkflowCreated = defineEvent({
  type: 'WorkflowCreated',
  version: 1,
  service: 'workflow',
  summary: 'A draft became a version of a workflow',
  data: z.object({
    workflowId,
    name: z.string(),
    version: z.number().int(),
    draftId: Id,
    conversationId: Id.optional(),
    trigger: z.string(),
  }),
});

export const TriggerReceived = defineEvent({
  type: 'TriggerReceived',
  version: 1,
  service: 'workflow',
  summary: 'An event of the tenant arrived from a connected system',
  data: z.object({
    eventId: z.string(),
    type: z.string(),
    source: z.string(),
    subject: z.string().optional(),
    data: JsonValue,
  }),
});

export const WorkflowExecutionStarted = defineEvent({
  type: 'WorkflowExecutionStarted',
  version: 1,
  service: 'workflow',
  summary: 'An execution started',
  data: z.object({ executionId, workflowId, version: z.number().int(), trigger: z.string() }),
});

export const WorkflowCompleted = defineEvent({
  type: 'WorkflowCompleted',
  version: 1,
  service: 'workflow',
  summary: 'An execution completed',
  data: z.object({
    executionId,
    output: JsonValue.meta({ description: 'Null when it is large: then `outputReference` says where it is' }),
    outputReference: ValueReference.optional(),
  }),
});

export const WorkflowFailed = defineEvent({
  type: 'WorkflowFailed',
  version: 1,
  service: 'workflow',
  summary: 'An execution faulted or was cancelled',
  data: z.object({
    executionId,
    status: z.enum(['faulted', 'cancelled']),
    error: WorkflowProblem.optional(),
  }),
});

export const workflowEvents = [
  WorkflowCreated,
  TriggerReceived,
  WorkflowExecutionStarted,
  WorkflowCompleted,
  WorkflowFailed,
] as const;
