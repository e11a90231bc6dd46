import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { WorkflowDeps } from '../deps.ts';
import { succeedExecution } from './control-execution.ts';

/** Makes an execution that takes over what an ended one recorded before a task, and runs that task anew. */
export function forkExecution(deps: WorkflowDeps): Handler<WorkflowOperations['forkExecution']> {
  return async (context, { params, body, idempotencyKey, signal }) => {
    const { input } = body;
    const wish = {
      kind: 'fork' as const,
      ...params,
      at: body.at,
      ...(input !== undefined && { input: { value: input } }),
    };
    return succeedExecution(deps, context, wish, { idempotencyKey, signal });
  };
}
