import { z } from 'zod';
import { defineOperations } from '../operation.ts';
import { Id, JsonValue } from '../schemas.ts';
import { Execution } from './executions.ts';

const ExecutionPath = z.object({ executionId: Id });
const Reason = z.object({ reason: z.string().min(1).max(500).optional() }).default({});

/** An execution that takes over what another one recorded. */
export const Successor = z.object({
  executionId: Id.meta({ description: 'Id of the new execution' }),
  execution: Execution.optional().meta({ description: 'The new execution, once a worker has begun it' }),
});
export type Successor = z.infer<typeof Successor>;

/**
 * Commands to executions. What is answered with 202 is kept: it is carried out although the worker is away or dies right
 * after. Wrong states are `execution_finished`, `execution_running`, `not_suspended` and `not_faulted`.
 */
export const executionControlOperations = defineOperations({
  cancelExecution: {
    method: 'POST',
    path: '/v1/executions/{executionId}/cancellation',
    summary: 'Cancels an execution and its children, and compensates what they did',
    role: 'operator',
    params: ExecutionPath,
    body: Reason,
    response: Execution,
    status: 202,
  },
  suspendExecution: {
    method: 'POST',
    path: '/v1/executions/{executionId}/suspension',
    summary:
      'Lets an execution begin nothing new; calls in flight end and are recorded, and workflows it started go on',
    role: 'operator',
    params: ExecutionPath,
    body: Reason,
    response: Execution,
    status: 202,
  },
  resumeExecution: {
    method: 'POST',
    path: '/v1/executions/{executionId}/resumption',
    summary: 'Lets a suspended execution go on',
    role: 'operator',
    params: ExecutionPath,
    response: Execution,
    status: 202,
  },
  retryExecution: {
    method: 'POST',
    path: '/v1/executions/{executionId}/retry',
    summary: 'Goes on with a faulted execution at the task that failed, as a new execution',
    role: 'operator',
    params: ExecutionPath,
    response: Successor,
    status: 202,
  },
  forkExecution: {
    method: 'POST',
    path: '/v1/executions/{executionId}/fork',
    summary: 'Runs an ended execution anew from a task on, as a new execution',
    role: 'operator',
    params: ExecutionPath,
    body: z.object({
      at: z.string().min(1).max(1_000).meta({
        description: 'Key of the task in the timeline, or its name: then the last time that it ran',
      }),
      input: JsonValue.optional().meta({ description: 'Replaces the input of that task' }),
    }),
    response: Successor,
    status: 202,
  },
});
