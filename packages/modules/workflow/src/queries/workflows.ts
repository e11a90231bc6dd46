import type { Handler, WorkflowOperations } from '@parley/contracts';
import { drawTree, explainWorkflow } from '@parley/dsl';
import { commonError } from '@parley/kernel';
import { publicView } from '../commands/approve-definition.ts';
import type { WorkflowDeps } from '../deps.ts';
import { pageRequest, toPage } from './paging.ts';

/** A page of workflows, the latest first. */
export function listWorkflows(deps: WorkflowDeps): Handler<WorkflowOperations['listWorkflows']> {
  return async (context, { query }) => {
    const found = await deps.store.read(context.tenantId, (tx) => tx.listWorkflows(pageRequest(query)));
    return toPage(found.map(publicView), query.limit, (workflow) => workflow.workflowId);
  };
}

/** One workflow. */
export function getWorkflow(deps: WorkflowDeps): Handler<WorkflowOperations['getWorkflow']> {
  return async (context, { params }) => {
    const found = await deps.store.read(context.tenantId, (tx) => tx.findWorkflow(params.workflowId));
    if (!found) throw commonError('not_found', `There is no workflow ${params.workflowId}`);
    return publicView(found);
  };
}

/** One version of a workflow with its picture. */
export function getWorkflowVersion(deps: WorkflowDeps): Handler<WorkflowOperations['getWorkflowVersion']> {
  return async (context, { params }) => {
    const { workflowId, version } = params;
    const found = await deps.store.read(context.tenantId, (tx) => tx.findVersion(workflowId, version));
    if (!found) throw commonError('not_found', `There is no version ${version} of workflow ${workflowId}`);
    const { source, definition, approvedBy, createdAt } = found;
    const tree = drawTree(definition);
    return { workflowId, version, source, tree, explanation: explainWorkflow(definition), approvedBy, createdAt };
  };
}
