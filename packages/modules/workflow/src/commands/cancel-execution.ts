import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { WorkflowDeps } from '../deps.ts';
import { requireExecution } from '../queries/get-execution.ts';

/** Asks the engine to end an execution; it compensates first. */
export function cancelExecution(deps: WorkflowDeps): Handler<WorkflowOperations['cancelExecution']> {
  return async (context, { params }) => {
    await requireExecution(deps, context, params.executionId);
    await deps.engine.cancel(context.tenantId, params.executionId, `cancelled by ${context.actor}`);
    return requireExecution(deps, context, params.executionId);
  };
}
