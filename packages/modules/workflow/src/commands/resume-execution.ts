import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { WorkflowDeps } from '../deps.ts';
import { controlExecution } from './control-execution.ts';

/** Lets a suspended execution go on. */
export function resumeExecution(deps: WorkflowDeps): Handler<WorkflowOperations['resumeExecution']> {
  return (context, { params, idempotencyKey, signal }) =>
    controlExecution(deps, context, { kind: 'resume', ...params }, { idempotencyKey, signal });
}
