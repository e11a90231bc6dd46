import type { WorkflowReads, WorkflowTx } from '@parley/module-workflow';
import type { Transaction } from '../../database/transaction.ts';
import { appendEvents } from '../../outbox/append.ts';
import { commandWrites } from './commands.ts';
import { type ApprovalRow, toApprovalRecord, toWorkflow, type WorkflowRow } from './rows.ts';

type Writes = Omit<WorkflowTx, keyof WorkflowReads>;

/** What the workflow service changes, in a tenant's transaction. */
export function workflowWrites(tx: Transaction): Writes {
  return {
    ...connectionWrites(tx),
    ...draftWrites(tx),
    ...definitionWrites(tx),
    ...triggerWrites(tx),
    ...approvalWrites(tx),
    ...commandWrites(tx),
    async saveNotificationChannel({ channel, webhookUrl }) {
      await tx.execute(
        `insert into notification_channels (tenant_id, channel, webhook_url) values ($1, $2, $3)
          on conflict (tenant_id, channel) do update set webhook_url = excluded.webhook_url`,
        [tx.tenantId, channel, webhookUrl],
      );
    },
    publish: (event) => appendEvents(tx, [event]),
  };
}

function connectionWrites(tx: Transaction): Pick<Writes, 'insertConnection' | 'updateConnection'> {
  return {
    async insertConnection({ operations, events, ...record }) {
      const { connectionId, name, createdAt } = record;
      await tx.execute(
        `insert into connections (tenant_id, connection_id, name, record, operations, events, created_at)
          values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          tx.tenantId,
          connectionId,
          name,
          ...[record, operations, events].map((part) => JSON.stringify(part)),
          createdAt,
        ],
      );
    },
    async updateConnection({ operations, events, ...record }) {
      await tx.execute(
        `update connections set name = $3, record = $4, operations = $5, events = $6
          where tenant_id = $1 and connection_id = $2`,
        [
          ...[tx.tenantId, record.connectionId, record.name],
          ...[record, operations, events].map((part) => JSON.stringify(part)),
        ],
      );
    },
  };
}

function draftWrites(tx: Transaction): Pick<Writes, 'insertDraft' | 'updateDraft'> {
  return {
    async insertDraft(draft) {
      const changed = await tx.execute(
        'insert into drafts (tenant_id, draft_id, record, created_at) values ($1, $2, $3, $4) on conflict do nothing',
        [tx.tenantId, draft.draftId, JSON.stringify(draft), draft.createdAt],
      );
      return changed === 1;
    },
    async updateDraft(draft) {
      await tx.execute('update drafts set record = $3 where tenant_id = $1 and draft_id = $2', [
        tx.tenantId,
        draft.draftId,
        JSON.stringify(draft),
      ]);
    },
  };
}

function definitionWrites(tx: Transaction): Pick<Writes, 'lockWorkflowName' | 'saveWorkflow' | 'insertVersion'> {
  return {
    async lockWorkflowName(namespace, name) {
      // Locks the name also while there is no row yet that could be locked.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${tx.tenantId}/${namespace}/${name}`]);
      const row = await tx.maybeOne<WorkflowRow>(
        `select workflow_id, namespace, name, title, latest_version, status, trigger, created_at
           from workflows where tenant_id = $1 and namespace = $2 and name = $3`,
        [tx.tenantId, namespace, name],
      );
      return row && toWorkflow(row);
    },
    async saveWorkflow(workflow) {
      const { workflowId, namespace, name, title, latestVersion, status, trigger, createdAt } = workflow;
      await tx.execute(
        `insert into workflows
            (tenant_id, workflow_id, namespace, name, title, latest_version, status, trigger, created_at)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
          on conflict (tenant_id, workflow_id) do update
            set title = excluded.title, latest_version = excluded.latest_version, status = excluded.status,
                trigger = excluded.trigger`,
        [tx.tenantId, workflowId, namespace, name, title, latestVersion, status, trigger, createdAt],
      );
    },
    async insertVersion({ workflowId, version, source, definition, approvedBy, draftId, createdAt }) {
      await tx.execute(
        `insert into workflow_versions
            (tenant_id, workflow_id, version, source, definition, approved_by, draft_id, created_at)
          values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [tx.tenantId, workflowId, version, source, JSON.stringify(definition), approvedBy, draftId, createdAt],
      );
    },
  };
}

function triggerWrites(tx: Transaction): Pick<Writes, 'replaceTriggers'> {
  return {
    async replaceTriggers(workflowId, triggers) {
      await tx.execute('delete from triggers where tenant_id = $1 and workflow_id = $2', [tx.tenantId, workflowId]);
      for (const { version, ordinal, spec, nextAt } of triggers) {
        await tx.execute(
          `insert into triggers (tenant_id, workflow_id, ordinal, version, event_type, spec, next_at)
            values ($1, $2, $3, $4, $5, $6, $7)`,
          [
            tx.tenantId,
            workflowId,
            ordinal,
            version,
            spec.kind === 'event' ? spec.type : null,
            JSON.stringify(spec),
            nextAt ?? null,
          ],
        );
      }
    },
  };
}

function approvalWrites(tx: Transaction): Pick<Writes, 'insertApproval' | 'updateApproval' | 'findApprovalByName'> {
  return {
    async insertApproval({ name, status, ...record }) {
      const changed = await tx.execute(
        `insert into approvals (tenant_id, approval_id, execution_id, name, status, record, created_at)
          values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [tx.tenantId, record.approvalId, record.executionId, name, status, JSON.stringify(record), record.createdAt],
      );
      return changed === 1;
    },
    async updateApproval({ name: _, status, ...record }) {
      await tx.execute('update approvals set status = $3, record = $4 where tenant_id = $1 and approval_id = $2', [
        tx.tenantId,
        record.approvalId,
        status,
        JSON.stringify(record),
      ]);
    },
    async findApprovalByName(executionId, name) {
      const row = await tx.maybeOne<ApprovalRow>(
        'select name, status, record from approvals where tenant_id = $1 and execution_id = $2 and name = $3',
        [tx.tenantId, executionId, name],
      );
      return row && toApprovalRecord(row);
    },
  };
}
