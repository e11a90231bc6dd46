import type { Approval, Workflow } from '@parley/contracts';
import type { Workflow as Definition, EventType, Operation } from '@parley/dsl';
import type {
  ApprovalRecord,
  ConnectionRecord,
  TriggerRecord,
  TriggerSpec,
  VersionRecord,
  WorkflowRecord,
} from '@parley/module-workflow';

export interface ConnectionRow {
  record: Omit<ConnectionRecord, 'operations' | 'events'>;
  operations: Operation[];
  events: EventType[];
}

export function toConnection(row: ConnectionRow): ConnectionRecord {
  return { ...row.record, sandboxUrl: row.record.sandboxUrl, operations: row.operations, events: row.events };
}

export interface WorkflowRow {
  workflow_id: string;
  namespace: string;
  name: string;
  title: string;
  latest_version: number;
  status: Workflow['status'];
  trigger: string;
  created_at: Date;
}

export function toWorkflow(row: WorkflowRow): WorkflowRecord {
  return {
    workflowId: row.workflow_id,
    namespace: row.namespace,
    name: row.name,
    title: row.title,
    latestVersion: row.latest_version,
    status: row.status,
    trigger: row.trigger,
    createdAt: row.created_at.toISOString(),
  };
}

export interface VersionRow {
  workflow_id: string;
  version: number;
  source: string;
  definition: Definition;
  approved_by: string;
  draft_id: string;
  created_at: Date;
}

export function toVersion(row: VersionRow): VersionRecord {
  return {
    workflowId: row.workflow_id,
    version: row.version,
    source: row.source,
    definition: row.definition,
    approvedBy: row.approved_by,
    draftId: row.draft_id,
    createdAt: row.created_at.toISOString(),
  };
}

export interface TriggerRow {
  tenant_id: string;
  workflow_id: string;
  version: number;
  ordinal: number;
  spec: TriggerSpec;
  next_at: number | null;
}

export function toTrigger(row: TriggerRow): TriggerRecord {
  return {
    tenantId: row.tenant_id,
    workflowId: row.workflow_id,
    version: row.version,
    ordinal: row.ordinal,
    spec: row.spec,
    nextAt: row.next_at ?? undefined,
  };
}

export interface ApprovalRow {
  name: string;
  status: Approval['status'];
  record: Omit<ApprovalRecord, 'name' | 'status'>;
}

export function toApprovalRecord(row: ApprovalRow): ApprovalRecord {
  return { ...row.record, name: row.name, status: row.status };
}
