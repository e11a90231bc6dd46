import { z } from 'zod';
import { defineOperations } from '../operation.ts';
import { FollowQuery, Id, JsonValue, PageQuery, pageOf, Time } from '../schemas.ts';
import { ExecutionStatus, ValueReference, WorkflowProblem } from './executions.ts';

/** A value, whole where it is small. */
export const Excerpt = z.object({
  bytes: z.number().int().meta({ description: 'Size as JSON, about' }),
  value: JsonValue.optional().meta({ description: 'The whole value; left out when it is large' }),
  excerpt: z.string().optional().meta({ description: 'Where the value is left out: how its JSON begins' }),
});
export type Excerpt = z.infer<typeof Excerpt>;

/** One line of an execution's history. */
export const TimelineEntry = z.object({
  sequence: z.number().int(),
  at: Time,
  type: z.string(),
  task: z.string().optional().meta({ description: 'Key of the task: its position, iterations included' }),
  name: z.string().optional(),
  detail: JsonValue.optional().meta({ description: 'Left out when it is large: see `excerpt`' }),
  excerpt: Excerpt.optional(),
  references: z
    .record(z.string(), ValueReference)
    .optional()
    .meta({ description: 'Properties of the detail that are large, and where they are' }),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const TASK_STATUSES = [
  'running',
  'waiting',
  'suspended',
  'completed',
  'faulted',
  'cancelled',
  'skipped',
] as const;

/** What a task that has not ended waits for. */
export const TaskWait = z.object({
  kind: z.enum(['time', 'retry', 'event', 'decision', 'workflow', 'answer']),
  until: Time.optional().meta({ description: 'When it goes on by itself' }),
  eventTypes: z.array(z.string()).optional(),
  executionId: Id.optional().meta({ description: 'The workflow whose end it waits for' }),
});
export type TaskWait = z.infer<typeof TaskWait>;

/** What became of one task: of each iteration, branch and attempt its own. */
export const TaskRun = z.object({
  key: z.string().meta({ description: 'Position of the task with iterations and attempts; unique in the execution' }),
  parent: z.string().optional().meta({ description: 'Key of the task it belongs to' }),
  depth: z.number().int(),
  pointer: z.string().meta({ description: 'JSON Pointer of the task in the definition' }),
  name: z.string(),
  kind: z.string(),
  position: z.string().optional().meta({ description: 'Which iteration, branch or attempt of the parent' }),
  status: z.enum(TASK_STATUSES),
  startedAt: Time,
  endedAt: Time.optional(),
  attempts: z.number().int().meta({ description: '1, and one more for each retry' }),
  input: Excerpt.optional(),
  output: Excerpt.optional(),
  error: WorkflowProblem.optional(),
  waitsFor: TaskWait.optional(),
});
export type TaskRun = z.infer<typeof TaskRun>;

const ExecutionPath = z.object({ executionId: Id });

export const timelineOperations = defineOperations({
  getTimeline: {
    method: 'GET',
    path: '/v1/executions/{executionId}/timeline',
    summary: 'What was recorded of an execution, in order; waits for more with `waitMs`',
    role: 'viewer',
    params: ExecutionPath,
    query: FollowQuery.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(1_000) }),
    response: z.object({
      items: z.array(TimelineEntry),
      status: ExecutionStatus,
      more: z.boolean().meta({ description: 'True when there is more to read right away' }),
    }),
    status: 200,
  },
  listTasks: {
    method: 'GET',
    path: '/v1/executions/{executionId}/tasks',
    summary: 'Every task of an execution, those without effects included, in the order in which they began',
    role: 'viewer',
    params: ExecutionPath,
    query: PageQuery.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(200) }),
    response: pageOf(TaskRun).extend({ status: ExecutionStatus, total: z.number().int() }),
    status: 200,
  },
  getValue: {
    method: 'GET',
    path: '/v1/executions/{executionId}/values/{sha256}',
    summary: 'A large value that an execution recorded',
    role: 'viewer',
    params: ExecutionPath.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    response: ValueReference.extend({ value: JsonValue }),
    status: 200,
  },
});
