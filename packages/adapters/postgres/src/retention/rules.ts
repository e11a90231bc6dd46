import type { ServiceDatabase } from '../database/service-database.ts';
import type { RetentionRule } from './retention.ts';

type Sweep = RetentionRule['sweep'];

/** A sweep by one statement, whose parameters are the time and the number of rows. */
function statement(text: string): Sweep {
  return (database, before, limit) => database.system((tx) => tx.execute(text, [before, limit]));
}

/**
 * Executions with everything that belongs to them. A child stays as long as its parent, which asks for its outcome when it
 * is replayed. Large values are handed to the sweep of values, since others may share them.
 */
export const sweepExecutions: Sweep = (database: ServiceDatabase, before, limit) =>
  database.system(async (tx) => {
    const rows = await tx.query<{ execution_id: string }>(
      `select e.execution_id from engine_executions e
        where e.ended_at is not null and e.ended_at < $1
          and not exists (
            select 1 from engine_history h
              join engine_executions p on p.execution_id = (h.data #>> '{parent,executionId}')::uuid
             where h.execution_id = e.execution_id and h.seq = 1 and (p.ended_at is null or p.ended_at >= $1))
        order by e.ended_at limit $2 for update of e skip locked`,
      [before.getTime(), limit],
    );
    if (rows.length === 0) return 0;
    const ids = [rows.map((row) => row.execution_id)];
    await tx.execute('delete from engine_history where execution_id = any($1)', ids);
    await tx.execute('delete from engine_listeners where execution_id = any($1)', ids);
    await tx.execute(
      `delete from approvals a using engine_executions e
        where e.execution_id = any($1) and a.tenant_id = e.tenant_id and a.execution_id = e.execution_id`,
      ids,
    );
    await tx.execute('update large_values set checked = false where execution_id = any($1)', ids);
    return tx.execute('delete from engine_executions where execution_id = any($1)', ids);
  });

/** Commands to executions that were carried out. */
export const sweepCommands = statement(`
  delete from execution_commands where (tenant_id, command_id) in (
    select tenant_id, command_id from execution_commands where done_at < $1 order by done_at limit $2)`);

/** Events that arrived for a tenant. What an execution has taken from them stands in its history. */
export const sweepEvents: Sweep = (database, before, limit) =>
  database.system((tx) =>
    tx.execute(
      `delete from engine_events where (tenant_id, position) in (
         select tenant_id, position from engine_events where at < $1 order by at limit $2)`,
      [before.getTime(), limit],
    ),
  );

/** Which consumer has handled which event: after this time the same event would be handled again. */
export const sweepInbox = statement(`
  delete from inbox where (tenant_id, event_id, consumer) in (
    select tenant_id, event_id, consumer from inbox where handled_at < $1 order by handled_at limit $2)`);

/** Events that consumers failed to handle. */
export const sweepDeadLetters = statement(`
  delete from dead_letters where dead_letter_id in (
    select dead_letter_id from dead_letters where failed_at < $1 order by dead_letter_id limit $2)`);

/** What was answered to requests with an idempotency key. */
export const sweepIdempotencyKeys = statement(`
  delete from idempotency_keys where (tenant_id, actor, key) in (
    select tenant_id, actor, key from idempotency_keys where reserved_at < $1 limit $2)`);
