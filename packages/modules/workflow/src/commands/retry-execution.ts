import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { WorkflowDeps } from '../deps.ts';
import { succeedExecution } from './control-execution.ts';

/** Makes an execution that goes on where a faulted one failed. */
export function retryExecution(deps: WorkflowDeps): Handler<WorkflowOperations['retryExecution']> {
  return (context, { params, idempotencyKey, signal }) =>
    succeedExecution(deps, context, { kind: 'retry', ...params }, { idempotencyKey, signal });
}
