import { buildEvent, type Handler, type Workflow, WorkflowCreated, type WorkflowOperations } from '@parley/contracts';
import type { Workflow as Definition } from '@parley/dsl';
import { commonError, deriveId, type TenantContext, toRfc3339 } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { assertValid } from '../domain/draft.ts';
import { describeTriggers, nextFiring, triggersOf } from '../domain/triggers.ts';
import type { DraftRecord, TriggerRecord, WorkflowRecord, WorkflowTx } from '../ports.ts';

/** Makes a draft the next version of the workflow that its document names. Approving twice gives the same version. */
export function approveDefinition(deps: WorkflowDeps): Handler<WorkflowOperations['approveDefinition']> {
  return (context, { params }) => approveDraft(deps, context, params.draftId, context.actor);
}

/** The same for an approval that was given in a conversation. */
export async function approveDraft(
  deps: WorkflowDeps,
  context: TenantContext,
  draftId: string,
  approvedBy: string,
): Promise<Workflow> {
  const timeZone = await deps.timeZoneOf(context.tenantId);
  return deps.store.transaction(context.tenantId, async (tx) => {
    const draft = await tx.findDraft(draftId);
    if (!draft) throw commonError('not_found', `There is no draft ${draftId}`);
    const definition = assertValid(draft);
    const { namespace, name } = definition.document;
    const existing = await tx.lockWorkflowName(namespace, name);
    const earlier = await tx.findVersionOfDraft(draftId);
    if (earlier) return publicView((await tx.findWorkflow(earlier.workflowId))!);
    const workflow = nextWorkflow(deps, definition, existing, timeZone);
    await tx.saveWorkflow(workflow);
    await addVersion(deps, tx, { workflow, draft, definition, approvedBy });
    await tx.replaceTriggers(
      workflow.workflowId,
      triggerRecords(deps, context.tenantId, workflow, definition, timeZone),
    );
    await tx.publish(await workflowCreated(deps, context, workflow, draft));
    return publicView(workflow);
  });
}

function nextWorkflow(
  deps: WorkflowDeps,
  definition: Definition,
  existing: WorkflowRecord | undefined,
  timeZone: string,
): WorkflowRecord {
  const { namespace, name, title } = definition.document;
  return {
    workflowId: existing?.workflowId ?? deps.newId(),
    namespace,
    name,
    title: title ?? name,
    latestVersion: (existing?.latestVersion ?? 0) + 1,
    status: 'active',
    trigger: describeTriggers(triggersOf(definition, timeZone)),
    createdAt: existing?.createdAt ?? toRfc3339(deps.clock.now()),
  };
}

interface NewVersion {
  readonly workflow: WorkflowRecord;
  readonly draft: DraftRecord;
  readonly definition: Definition;
  readonly approvedBy: string;
}

async function addVersion(deps: WorkflowDeps, tx: WorkflowTx, version: NewVersion): Promise<void> {
  const { workflow, draft, definition, approvedBy } = version;
  await tx.insertVersion({
    workflowId: workflow.workflowId,
    version: workflow.latestVersion,
    source: draft.source,
    definition,
    approvedBy,
    draftId: draft.draftId,
    createdAt: toRfc3339(deps.clock.now()),
  });
  await tx.updateDraft({ ...draft, status: 'approved' });
}

function triggerRecords(
  deps: WorkflowDeps,
  tenantId: string,
  workflow: WorkflowRecord,
  definition: Definition,
  timeZone: string,
): TriggerRecord[] {
  const { workflowId, latestVersion: version } = workflow;
  return triggersOf(definition, timeZone).map((spec, ordinal) => ({
    tenantId,
    workflowId,
    version,
    ordinal,
    spec,
    nextAt: nextFiring(spec, deps.clock.now()),
  }));
}

async function workflowCreated(
  deps: WorkflowDeps,
  context: TenantContext,
  workflow: WorkflowRecord,
  draft: DraftRecord,
) {
  const { workflowId, name, latestVersion: version, trigger } = workflow;
  const { draftId, conversationId } = draft;
  const data = { workflowId, name, version, draftId, trigger, ...(conversationId !== undefined && { conversationId }) };
  const id = await deriveId(WorkflowCreated.type, draftId);
  return buildEvent(WorkflowCreated, context, { id, subject: workflowId, data }, deps.clock.now());
}

/** The workflow as the API shows it. */
export function publicView({ namespace: _, ...workflow }: WorkflowRecord): Workflow {
  return workflow;
}
