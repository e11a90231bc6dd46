import type { DraftRecord, WorkflowReads } from '@parley/module-workflow';
import type { Transaction } from '../../database/transaction.ts';
import { commandReads } from './commands.ts';
import { executionReads } from './executions.ts';
import {
  type ApprovalRow,
  type ConnectionRow,
  type TriggerRow,
  toApprovalRecord,
  toConnection,
  toTrigger,
  toVersion,
  toWorkflow,
  type VersionRow,
  type WorkflowRow,
} from './rows.ts';

const CONNECTION = 'record, operations, events';
const WORKFLOW = 'workflow_id, namespace, name, title, latest_version, status, trigger, created_at';
const VERSION = 'workflow_id, version, source, definition, approved_by, draft_id, created_at';
const TRIGGER = 't.tenant_id, t.workflow_id, t.version, t.ordinal, t.spec, t.next_at';
const APPROVAL = 'name, status, record';

/** What the workflow service reads, in a tenant's transaction. */
export function workflowReads(tx: Transaction): WorkflowReads {
  return {
    ...connectionReads(tx),
    ...definitionReads(tx),
    ...executionReads(tx),
    ...commandReads(tx),
    ...approvalReads(tx),
    async listNotificationChannels() {
      const rows = await tx.query<{ channel: string; webhook_url: string }>(
        'select channel, webhook_url from notification_channels where tenant_id = $1 order by channel',
        [tx.tenantId],
      );
      return rows.map((row) => ({ channel: row.channel, webhookUrl: row.webhook_url }));
    },
    async eventTriggers(type) {
      const rows = await tx.query<TriggerRow>(
        `select ${TRIGGER} from triggers t join workflows w using (tenant_id, workflow_id)
          where t.tenant_id = $1 and t.event_type in ($2, '*') and w.status = 'active'
          order by t.workflow_id, t.ordinal`,
        [tx.tenantId, type],
      );
      return rows.map(toTrigger);
    },
  };
}

function connectionReads(
  tx: Transaction,
): Pick<WorkflowReads, 'findConnection' | 'findConnectionByName' | 'findConnectionByDocument' | 'listConnections'> {
  const find = async (column: 'connection_id' | 'name' | `record->>'documentUrl'`, value: string) => {
    const row = await tx.maybeOne<ConnectionRow>(
      `select ${CONNECTION} from connections where tenant_id = $1 and ${column} = $2 order by name limit 1`,
      [tx.tenantId, value],
    );
    return row && toConnection(row);
  };
  return {
    findConnection: (connectionId) => find('connection_id', connectionId),
    findConnectionByName: (name) => find('name', name),
    // Every call of an operation asks this: one document with its schemas, not all of them.
    findConnectionByDocument: (documentUrl) => find(`record->>'documentUrl'`, documentUrl),
    async listConnections() {
      const rows = await tx.query<ConnectionRow>(
        `select ${CONNECTION} from connections where tenant_id = $1 order by name`,
        [tx.tenantId],
      );
      return rows.map(toConnection);
    },
  };
}

function definitionReads(
  tx: Transaction,
): Pick<
  WorkflowReads,
  'findDraft' | 'findWorkflow' | 'findWorkflowByName' | 'listWorkflows' | 'findVersion' | 'findVersionOfDraft'
> {
  return {
    async findDraft(draftId) {
      const row = await tx.maybeOne<{ record: DraftRecord }>(
        'select record from drafts where tenant_id = $1 and draft_id = $2',
        [tx.tenantId, draftId],
      );
      return row?.record;
    },
    async findWorkflow(workflowId) {
      const row = await tx.maybeOne<WorkflowRow>(
        `select ${WORKFLOW} from workflows where tenant_id = $1 and workflow_id = $2`,
        [tx.tenantId, workflowId],
      );
      return row && toWorkflow(row);
    },
    async findWorkflowByName(namespace, name) {
      const row = await tx.maybeOne<WorkflowRow>(
        `select ${WORKFLOW} from workflows where tenant_id = $1 and namespace = $2 and name = $3`,
        [tx.tenantId, namespace, name],
      );
      return row && toWorkflow(row);
    },
    async listWorkflows({ limit, before }) {
      const rows = await tx.query<WorkflowRow>(
        `select ${WORKFLOW} from workflows
          where tenant_id = $1 and ($2::uuid is null or workflow_id < $2::uuid) order by workflow_id desc limit $3`,
        [tx.tenantId, before ?? null, limit],
      );
      return rows.map(toWorkflow);
    },
    async findVersion(workflowId, version) {
      const row = await tx.maybeOne<VersionRow>(
        `select ${VERSION} from workflow_versions where tenant_id = $1 and workflow_id = $2 and version = $3`,
        [tx.tenantId, workflowId, version],
      );
      return row && toVersion(row);
    },
    async findVersionOfDraft(draftId) {
      const row = await tx.maybeOne<VersionRow>(
        `select ${VERSION} from workflow_versions where tenant_id = $1 and draft_id = $2`,
        [tx.tenantId, draftId],
      );
      return row && toVersion(row);
    },
  };
}

function approvalReads(tx: Transaction): Pick<WorkflowReads, 'findApproval' | 'listApprovals'> {
  return {
    async findApproval(approvalId) {
      const row = await tx.maybeOne<ApprovalRow>(
        `select ${APPROVAL} from approvals where tenant_id = $1 and approval_id = $2`,
        [tx.tenantId, approvalId],
      );
      return row && toApprovalRecord(row);
    },
    async listApprovals({ limit, before, status }) {
      const rows = await tx.query<ApprovalRow>(
        `select ${APPROVAL} from approvals
          where tenant_id = $1 and ($2::text is null or status = $2) and ($3::uuid is null or approval_id < $3::uuid)
          order by approval_id desc limit $4`,
        [tx.tenantId, status ?? null, before ?? null, limit],
      );
      return rows.map(toApprovalRecord);
    },
  };
}
