import type { Approval, Handler, WorkflowOperations } from '@parley/contracts';
import type { ApprovalDecision } from '@parley/engine';
import { commonError, hasRole, type TenantContext } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import type { ApprovalRecord } from '../ports.ts';

/**
 * W5: one decision counts. The engine records it first and its record is the truth; the inbox follows, and catches up
 * from the history when a crash came in between.
 */
export function decideApproval(deps: WorkflowDeps): Handler<WorkflowOperations['decideApproval']> {
  return async (context, { params, body }) => {
    const approval = await deps.store.read(context.tenantId, (tx) => tx.findApproval(params.approvalId));
    if (!approval) throw commonError('not_found', `There is no approval ${params.approvalId}`);
    if (approval.status !== 'open') throw alreadyDecided(approval);
    assertMayDecide(context, approval);
    const decision: ApprovalDecision = {
      approved: body.decision === 'approved',
      by: context.actor,
      ...(body.comment !== undefined && { comment: body.comment }),
    };
    const { executionId, name } = approval;
    const counted = await deps.engine.resolve(context.tenantId, executionId, name, decision);
    const recorded = counted ? decision : await recordedDecision(deps, context, approval);
    if (!recorded) throw alreadyDecided(approval);
    const record = withDecision(approval, recorded);
    await deps.store.transaction(context.tenantId, (tx) => tx.updateApproval(record));
    if (!counted) throw alreadyDecided(record);
    return toApproval(record);
  };
}

/** The decision that counted, from the execution's history: the inbox may have missed it. */
async function recordedDecision(
  deps: WorkflowDeps,
  context: TenantContext,
  approval: ApprovalRecord,
): Promise<ApprovalDecision | undefined> {
  const history = await deps.engine.history(context.tenantId, approval.executionId);
  for (const entry of history) {
    if (entry.type === 'SignalReceived' && entry.key === approval.name) return entry.data.value as ApprovalDecision;
  }
  return undefined;
}

function withDecision(approval: ApprovalRecord, decision: ApprovalDecision): ApprovalRecord {
  const { approved, by, comment } = decision;
  return {
    ...approval,
    status: approved ? 'approved' : 'rejected',
    ...(by !== undefined && { decidedBy: by }),
    ...(comment !== undefined && { comment }),
  };
}

function alreadyDecided(approval: ApprovalRecord): Error {
  return commonError('conflict', `"${approval.title}" has been decided already`, { hint: 'Read the approval again.' });
}

/** The assigned role or member decides; an owner may always. */
function assertMayDecide(context: TenantContext, approval: ApprovalRecord): void {
  const assignee = approval.assignee ?? approval.role;
  const entitled = assignee === undefined || context.actor === assignee || context.businessRoles?.includes(assignee);
  if (entitled || hasRole(context, 'owner')) return;
  throw commonError('forbidden', `This is for ${assignee} to decide`);
}

/** The approval as the API shows it. */
export function toApproval({ name: _, ...approval }: ApprovalRecord): Approval {
  return approval;
}
