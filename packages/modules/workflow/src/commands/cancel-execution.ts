import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { WorkflowDeps } from '../deps.ts';
import { controlExecution } from './control-execution.ts';

/** Ends an execution and its children; what they did is compensated first. No effect on one that was cancelled. */
export function cancelExecution(deps: WorkflowDeps): Handler<WorkflowOperations['cancelExecution']> {
  return (context, { params, body, idempotencyKey, signal }) => {
    const { reason = `cancelled by ${context.actor}` } = body;
    return controlExecution(deps, context, { kind: 'cancel', ...params, reason }, { idempotencyKey, signal });
  };
}
