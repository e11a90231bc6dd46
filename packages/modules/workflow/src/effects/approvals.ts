import type { ApprovalRequest, Approvals, EffectContext } from '@parley/engine';
import { type Clock, deriveId, type Json, toRfc3339 } from '@parley/kernel';
import type { ApprovalRecord, WorkflowStore } from '../ports.ts';

/** The inbox of decisions. An approval's id derives from the execution and its name, so opening twice opens one. */
export function createApprovals(store: WorkflowStore, clock: Clock): Approvals {
  return {
    async open(request, context) {
      const approvalId = await deriveId('approval', context.executionId, request.name);
      const record = toRecord(approvalId, request, context, toRfc3339(clock.now()));
      await store.transaction(context.tenantId, (tx) => tx.insertApproval(record));
    },
    escalate(name, assignee, context) {
      return change(store, name, context, (approval) => ({ ...approval, assignee }));
    },
    close(name, _reason, context) {
      return change(store, name, context, (approval) => ({ ...approval, status: 'expired' }));
    },
  };
}

function toRecord(
  approvalId: string,
  request: ApprovalRequest,
  context: EffectContext,
  createdAt: string,
): ApprovalRecord {
  const { name, title, description, assignee, subject, deadlineAt } = request;
  const details = subject ?? description;
  return {
    approvalId,
    executionId: context.executionId,
    name,
    title,
    assignee,
    status: 'open',
    createdAt,
    ...(details !== undefined && { details: details as Json }),
    ...(deadlineAt !== undefined && { deadline: toRfc3339(deadlineAt) }),
  };
}

async function change(
  store: WorkflowStore,
  name: string,
  context: EffectContext,
  apply: (approval: ApprovalRecord) => ApprovalRecord,
): Promise<void> {
  await store.transaction(context.tenantId, async (tx) => {
    const approval = await tx.findApprovalByName(context.executionId, name);
    if (approval?.status === 'open') await tx.updateApproval(apply(approval));
  });
}
