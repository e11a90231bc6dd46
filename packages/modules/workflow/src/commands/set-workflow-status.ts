import type { Handler, WorkflowOperations } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { publicView } from './approve-definition.ts';

/** Switches a workflow's triggers on or off; executions that run are not touched. */
export function setWorkflowStatus(deps: WorkflowDeps): Handler<WorkflowOperations['setWorkflowStatus']> {
  return (context, { params, body }) =>
    deps.store.transaction(context.tenantId, async (tx) => {
      const workflow = await tx.findWorkflow(params.workflowId);
      if (!workflow) throw commonError('not_found', `There is no workflow ${params.workflowId}`);
      const changed = { ...workflow, status: body.status };
      await tx.saveWorkflow(changed);
      return publicView(changed);
    });
}
