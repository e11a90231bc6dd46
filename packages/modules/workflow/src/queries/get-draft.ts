import type { Handler, WorkflowOperations } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { toDraft } from '../domain/draft.ts';

/** One draft with its diagnostics and proof. */
export function getDraft(deps: WorkflowDeps): Handler<WorkflowOperations['getDraft']> {
  return async (context, { params }) => {
    const found = await deps.store.read(context.tenantId, (tx) => tx.findDraft(params.draftId));
    if (!found) throw commonError('not_found', `There is no draft ${params.draftId}`);
    return toDraft(found);
  };
}
