import type { Handler, WorkflowOperations } from '@parley/contracts';
import {
  type Catalog,
  type Workflow as Definition,
  describeDiff,
  diffWorkflows,
  drawTree,
  explainWorkflow,
  hasErrors,
  parseWorkflow,
  typeWorkflow,
} from '@parley/dsl';
import { deriveId, type TenantContext, toRfc3339 } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { toDiagnosticView, toDraft } from '../domain/draft.ts';
import type { DraftRecord, WorkflowReads } from '../ports.ts';
import { loadCatalog } from '../queries/get-catalog.ts';

const UNNAMED = 'unnamed';

/**
 * Keeps a proposed definition with everything the check found. A definition with errors is kept as well, so that
 * nothing a person wrote is lost; it cannot be approved.
 */
export function createDraft(deps: WorkflowDeps): Handler<WorkflowOperations['createDraft']> {
  return async (context, { body, idempotencyKey }) => {
    const draftId = idempotencyKey === undefined ? deps.newId() : await draftIdOf(context, idempotencyKey);
    const checked = checkSource(body.source, await loadCatalog(deps, context.tenantId));
    return deps.store.transaction(context.tenantId, async (tx) => {
      const draft: DraftRecord = {
        ...checked,
        draftId,
        status: 'proposed',
        source: body.source,
        changes: await changesOf(tx, checked.definition),
        createdAt: toRfc3339(deps.clock.now()),
        ...(body.conversationId !== undefined && { conversationId: body.conversationId }),
      };
      if (await tx.insertDraft(draft)) return toDraft(draft);
      return toDraft((await tx.findDraft(draftId))!);
    });
  };
}

function draftIdOf(context: TenantContext, idempotencyKey: string): Promise<string> {
  return deriveId('draft', context.tenantId, context.actor, idempotencyKey);
}

/** Checks a definition, and its data flow against the schemas of what the tenant has connected. */
function checkSource(text: string, catalog: Catalog) {
  const { workflow, draft, diagnostics: own, source } = parseWorkflow(text);
  const typed = draft ? typeWorkflow(draft, catalog, { source }).diagnostics : [];
  const diagnostics = [...own, ...typed];
  const valid = workflow !== undefined && !hasErrors(diagnostics);
  const name = workflow?.document?.name ?? UNNAMED;
  return {
    valid,
    definition: valid ? workflow : undefined,
    diagnostics: diagnostics.map(toDiagnosticView),
    name,
    title: workflow?.document?.title ?? name,
    tree: valid ? drawTree(workflow) : '',
    explanation: valid ? explainWorkflow(workflow) : '',
  };
}

async function changesOf(tx: WorkflowReads, definition: Definition | undefined): Promise<string[]> {
  if (!definition) return [];
  const { namespace, name } = definition.document;
  const workflow = await tx.findWorkflowByName(namespace, name);
  const latest = workflow && (await tx.findVersion(workflow.workflowId, workflow.latestVersion));
  return latest ? describeDiff(diffWorkflows(latest.definition, definition)) : [];
}
