import type { Handler, WorkflowOperations } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { assertValid } from '../domain/draft.ts';
import { loadCatalog } from '../queries/get-catalog.ts';
import { rehearse } from '../rehearsal/rehearse.ts';

/** Rehearses a draft and keeps the proof with it. Nothing outside is touched. */
export function rehearseDraft(deps: WorkflowDeps): Handler<WorkflowOperations['rehearseDraft']> {
  return async (context, { params }) => {
    const { draftId } = params;
    const draft = await deps.store.read(context.tenantId, (tx) => tx.findDraft(draftId));
    if (!draft) throw commonError('not_found', `There is no draft ${draftId}`);
    const definition = assertValid(draft);
    const proof = await rehearse(definition, await loadCatalog(deps, context.tenantId), deps.mocks);
    await deps.store.transaction(context.tenantId, async (tx) => {
      const current = await tx.findDraft(draftId);
      if (current) await tx.updateDraft({ ...current, proof });
    });
    return proof;
  };
}
