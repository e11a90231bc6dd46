import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { WorkflowDeps } from '../deps.ts';
import { controlExecution } from './control-execution.ts';

/** Holds an execution back from beginning anything new. No effect on one that is suspended. */
export function suspendExecution(deps: WorkflowDeps): Handler<WorkflowOperations['suspendExecution']> {
  return (context, { params, body, idempotencyKey, signal }) =>
    controlExecution(
      deps,
      context,
      { kind: 'suspend', ...params, ...(body.reason !== undefined && { reason: body.reason }) },
      { idempotencyKey, signal },
    );
}
