import type { Handler, WorkflowOperations } from '@parley/contracts';
import { toApproval } from '../commands/decide-approval.ts';
import type { WorkflowDeps } from '../deps.ts';
import { pageRequest, toPage } from './paging.ts';

/** A page of decisions that executions wait for or got, the latest first. */
export function listApprovals(deps: WorkflowDeps): Handler<WorkflowOperations['listApprovals']> {
  return async (context, { query }) => {
    const filter = query.status === undefined ? {} : { status: query.status };
    const found = await deps.store.read(context.tenantId, (tx) =>
      tx.listApprovals({ ...pageRequest(query), ...filter }),
    );
    return toPage(found.map(toApproval), query.limit, (approval) => approval.approvalId);
  };
}
