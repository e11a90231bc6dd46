import { z } from 'zod';
import { defineOperations } from '../operation.ts';
import { Id, JsonValue, PageQuery, pageOf, Time } from '../schemas.ts';

/** Phases of the workflow language; the same for executions and tasks. */
export const EXECUTION_STATUSES = [
  'pending',
  'running',
  'waiting',
  'suspended',
  'cancelled',
  'faulted',
  'completed',
] as const;
export const ExecutionStatus = z.enum(EXECUTION_STATUSES);
export type ExecutionStatus = z.infer<typeof ExecutionStatus>;

/** RFC 7807 problem that ended an execution or a task. */
export const WorkflowProblem = z.object({
  type: z.string(),
  status: z.number(),
  title: z.string().optional(),
  detail: z.string().optional(),
  instance: z.string().optional(),
});

/** A large value that is kept outside of the history; `getValue` gives it. */
export const ValueReference = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int(),
  mediaType: z.string(),
});
export type ValueReference = z.infer<typeof ValueReference>;

export const Execution = z.object({
  executionId: Id,
  workflowId: Id,
  workflowName: z.string(),
  version: z.number().int(),
  status: ExecutionStatus,
  trigger: z.string(),
  input: JsonValue.meta({ description: 'Null when it is large: then `inputReference` says where it is' }),
  inputReference: ValueReference.optional(),
  output: JsonValue.optional(),
  outputReference: ValueReference.optional(),
  error: WorkflowProblem.optional(),
  startedAt: Time,
  endedAt: Time.optional(),
  requested: z
    .enum(['cancel', 'suspend', 'resume'])
    .optional()
    .meta({ description: 'What was accepted and is carried out as soon as a worker is there' }),
});
export type Execution = z.infer<typeof Execution>;

export const Approval = z.object({
  approvalId: Id,
  executionId: Id,
  title: z.string(),
  details: JsonValue.optional(),
  role: z.string().optional(),
  assignee: z.string().optional(),
  status: z.enum(['open', 'approved', 'rejected', 'expired']),
  deadline: Time.optional(),
  decidedBy: z.string().optional(),
  comment: z.string().optional(),
  createdAt: Time,
});
export type Approval = z.infer<typeof Approval>;

const ExecutionPath = z.object({ executionId: Id });

export const executionOperations = defineOperations({
  startExecution: {
    method: 'POST',
    path: '/v1/executions',
    summary: 'Starts an execution of a workflow',
    role: 'operator',
    body: z.object({
      workflowId: Id,
      version: z.number().int().min(1).optional(),
      input: JsonValue.default({}),
    }),
    response: Execution,
    status: 202,
    maxBodyBytes: 20 * 1024 * 1024,
  },
  listExecutions: {
    method: 'GET',
    path: '/v1/executions',
    summary: 'Executions, the latest first',
    role: 'viewer',
    query: PageQuery.extend({ workflowId: Id.optional(), status: ExecutionStatus.optional() }),
    response: pageOf(Execution),
    status: 200,
  },
  getExecution: {
    method: 'GET',
    path: '/v1/executions/{executionId}',
    summary: 'One execution',
    role: 'viewer',
    params: ExecutionPath,
    response: Execution,
    status: 200,
  },
  listApprovals: {
    method: 'GET',
    path: '/v1/approvals',
    summary: 'Decisions that executions wait for',
    role: 'viewer',
    query: PageQuery.extend({ status: z.enum(['open', 'approved', 'rejected', 'expired']).optional() }),
    response: pageOf(Approval),
    status: 200,
  },
  decideApproval: {
    method: 'POST',
    path: '/v1/approvals/{approvalId}/decision',
    summary: 'Approves or rejects; the execution goes on',
    role: 'operator',
    params: z.object({ approvalId: Id }),
    body: z.object({ decision: z.enum(['approved', 'rejected']), comment: z.string().max(2_000).optional() }),
    response: Approval,
    status: 200,
  },
  publishEvent: {
    method: 'POST',
    path: '/v1/events',
    summary: 'Publishes an event of the tenant: triggers and waiting executions see it',
    role: 'operator',
    body: z.object({
      id: z.string().min(1).max(200).optional(),
      type: z.string().min(1).max(200),
      source: z.string().min(1).max(500).default('/api'),
      subject: z.string().max(500).optional(),
      data: JsonValue.default({}),
    }),
    response: z.object({ eventId: z.string() }),
    status: 202,
  },
});
