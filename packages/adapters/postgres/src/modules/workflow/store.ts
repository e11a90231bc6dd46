import type { WorkflowStore } from '@parley/module-workflow';
import { type Migration, readMigrations } from '../../database/migrations.ts';
import type { ServiceDatabase } from '../../database/service-database.ts';
import { commandQueue } from './commands.ts';
import { workflowReads } from './reads.ts';
import { type TriggerRow, toTrigger } from './rows.ts';
import { workflowWrites } from './writes.ts';

/** The workflow service's tables, without those of the durable driver. */
export function workflowMigrations(): Promise<Migration[]> {
  return readMigrations(new URL('./migrations/', import.meta.url), 'workflow/');
}

/** Connections, definitions, triggers and approvals in PostgreSQL. */
export function createWorkflowStore(database: ServiceDatabase): WorkflowStore {
  return {
    ...commandQueue(database),
    read: (tenantId, work) => database.read(tenantId, (tx) => work(workflowReads(tx))),
    transaction: (tenantId, work) =>
      database.tenant(tenantId, (tx) => work({ ...workflowReads(tx), ...workflowWrites(tx) })),
    tenantOfConnection: (connectionId) =>
      database.system(async (tx) => {
        const row = await tx.maybeOne<{ tenant_id: string }>(
          'select tenant_id from connections where connection_id = $1',
          [connectionId],
        );
        return row?.tenant_id;
      }),
    dueTriggers: (nowMs, limit) =>
      database.system(async (tx) => {
        const rows = await tx.query<TriggerRow>(
          `select t.tenant_id, t.workflow_id, t.version, t.ordinal, t.spec, t.next_at
             from triggers t join workflows w using (tenant_id, workflow_id)
            where t.next_at <= $1 and w.status = 'active' order by t.next_at limit $2`,
          [nowMs, limit],
        );
        return rows.map(toTrigger);
      }),
    advanceTrigger: ({ tenantId, workflowId, ordinal }, from, nextAt) =>
      database.system(async (tx) => {
        const changed = await tx.execute(
          `update triggers set next_at = $5
            where tenant_id = $1 and workflow_id = $2 and ordinal = $3 and next_at = $4`,
          [tenantId, workflowId, ordinal, from, nextAt ?? null],
        );
        return changed === 1;
      }),
  };
}
