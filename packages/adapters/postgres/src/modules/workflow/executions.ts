import type { Execution } from '@parley/contracts';
import type { HistoryEntry } from '@parley/engine';
import { isObject, type Json } from '@parley/kernel';
import { parseDefinitionId, referencesOf, type WorkflowReads } from '@parley/module-workflow';
import type { Transaction } from '../../database/transaction.ts';

// The engine's index says where an execution stands; its first and last entries say what went in and came out.
const EXECUTION = `
  select e.execution_id, e.definition, e.status, e.started_at, e.ended_at, w.name,
         first.data as start, last.type as end_type, last.data as "end",
         (select c.kind from execution_commands c
           where c.tenant_id = e.tenant_id and c.execution_id = e.execution_id and c.done_at is null
             and c.kind in ('cancel', 'suspend', 'resume')
           order by c.position desc limit 1) as requested
    from engine_executions e
    left join workflows w on w.tenant_id = e.tenant_id and w.workflow_id = split_part(e.definition, '@', 1)::uuid
    join engine_history first on first.execution_id = e.execution_id and first.seq = 1
    left join lateral (
      select h.type, h.data from engine_history h
       where h.execution_id = e.execution_id and h.tenant_id = e.tenant_id
         and h.type in ('ExecutionCompleted', 'ExecutionFaulted', 'ExecutionCancelled')
       order by h.seq desc limit 1
    ) last on e.ended_at is not null`;

/** Executions as the engine's tables have them, read in the tenant's transaction. */
export function executionReads(
  tx: Transaction,
): Pick<
  WorkflowReads,
  'findExecution' | 'listExecutions' | 'timeline' | 'history' | 'lastSequence' | 'countOpenExecutions'
> {
  return {
    async findExecution(executionId) {
      const row = await tx.maybeOne<ExecutionRow>(`${EXECUTION} where e.tenant_id = $1 and e.execution_id = $2`, [
        tx.tenantId,
        executionId,
      ]);
      return row && toExecution(row);
    },
    async listExecutions({ limit, before, workflowId, status }) {
      const rows = await tx.query<ExecutionRow>(
        `${EXECUTION}
          where e.tenant_id = $1
            and ($2::uuid is null or (e.started_at, e.execution_id) < (
              select c.started_at, c.execution_id from engine_executions c
               where c.tenant_id = $1 and c.execution_id = $2::uuid))
            and ($3::text is null or split_part(e.definition, '@', 1) = $3)
            and ($4::text is null or e.status = $4)
          order by e.started_at desc, e.execution_id desc limit $5`,
        [tx.tenantId, before ?? null, workflowId ?? null, status ?? null, limit],
      );
      return rows.map(toExecution);
    },
    async timeline(executionId, after, limit) {
      const rows = await tx.query<{ status: Execution['status'] } & (EntryRow | { seq: null })>(
        `select e.status, h.* from engine_executions e
           left join lateral (
             select seq, key, type, data, at from engine_history
              where tenant_id = $1 and execution_id = e.execution_id and seq > $3 order by seq limit $4
           ) h on true
          where e.tenant_id = $1 and e.execution_id = $2 order by h.seq`,
        [tx.tenantId, executionId, after, limit],
      );
      const [first] = rows;
      if (!first) return undefined;
      const entries = rows.flatMap(({ status: _, ...row }) =>
        row.seq === null ? [] : [{ executionId, ...row } as HistoryEntry],
      );
      return { status: first.status, entries };
    },
    async history(executionId, after, limit) {
      const rows = await tx.query<EntryRow>(
        `select seq, key, type, data, at from engine_history
          where tenant_id = $1 and execution_id = $2 and seq > $3 order by seq limit $4`,
        [tx.tenantId, executionId, after, limit],
      );
      return rows.map((row) => ({ executionId, ...row }) as HistoryEntry);
    },
    async countOpenExecutions(most) {
      const row = await tx.maybeOne<{ open: number }>(
        `select count(*)::int as open from (
           select 1 from engine_executions where tenant_id = $1 and ended_at is null limit $2) o`,
        [tx.tenantId, most],
      );
      return row?.open ?? 0;
    },
    async lastSequence(executionId) {
      const row = await tx.maybeOne<{ seq: number }>(
        'select seq from engine_history where tenant_id = $1 and execution_id = $2 order by seq desc limit 1',
        [tx.tenantId, executionId],
      );
      return row?.seq ?? 0;
    },
  };
}

type EntryRow = Pick<HistoryEntry, 'seq' | 'key' | 'type' | 'data' | 'at'>;

interface ExecutionRow {
  execution_id: string;
  definition: string;
  status: Execution['status'];
  started_at: number;
  ended_at: number | null;
  name: string | null;
  start: { input?: Json; trigger: { kind: string; type?: unknown } };
  requested: Execution['requested'] | null;
  end: { output?: Json; error?: NonNullable<Execution['error']> } | null;
}

function toExecution(row: ExecutionRow): Execution {
  const { workflowId, version } = parseDefinitionId(row.definition);
  const { input = null, trigger } = row.start;
  const { input: inputReference } = referencesOf(row.start);
  const { output: outputReference } = referencesOf(row.end);
  return {
    executionId: row.execution_id,
    workflowId,
    workflowName: row.name ?? workflowId,
    version,
    status: row.status,
    trigger: typeof trigger.type === 'string' ? `${trigger.kind} ${trigger.type}` : trigger.kind,
    input,
    ...(inputReference && { inputReference }),
    ...(outputReference && { outputReference }),
    ...(row.end?.output !== undefined && { output: row.end.output }),
    ...(isObject(row.end?.error) && { error: row.end.error }),
    startedAt: new Date(row.started_at).toISOString(),
    ...(row.requested && row.ended_at === null && { requested: row.requested }),
    ...(row.ended_at !== null && { endedAt: new Date(row.ended_at).toISOString() }),
  };
}
