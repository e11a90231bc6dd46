import type { Execution, Handler, WorkflowOperations } from '@parley/contracts';
import { commonError, type ParleyError, type TenantContext } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { pageRequest, toPage } from './paging.ts';

/** One execution. */
export function getExecution(deps: WorkflowDeps): Handler<WorkflowOperations['getExecution']> {
  return (context, { params }) => requireExecution(deps, context, params.executionId);
}

/** An execution of the tenant, or `not_found`. */
export async function requireExecution(
  deps: WorkflowDeps,
  context: TenantContext,
  executionId: string,
): Promise<Execution> {
  const found = await deps.store.read(context.tenantId, (tx) => tx.findExecution(executionId));
  if (!found) throw noExecution(executionId);
  return found;
}

/** `not_found` for an execution that the tenant does not have. */
export function noExecution(executionId: string): ParleyError {
  return commonError('not_found', `There is no execution ${executionId}`, { hint: 'List the executions.' });
}

/** A page of executions, the latest first. */
export function listExecutions(deps: WorkflowDeps): Handler<WorkflowOperations['listExecutions']> {
  return async (context, { query }) => {
    const { workflowId, status } = query;
    const filter = { ...(workflowId !== undefined && { workflowId }), ...(status !== undefined && { status }) };
    const found = await deps.store.read(context.tenantId, (tx) =>
      tx.listExecutions({ ...pageRequest(query), ...filter }),
    );
    return toPage(found, query.limit, (execution) => execution.executionId);
  };
}
