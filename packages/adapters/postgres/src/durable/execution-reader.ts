import type { CloudEvent, ExecutionHead, ExecutionStore, HistoryEntry, HistoryType, StoredEvent } from '@parley/engine';
import { isUuid } from '@parley/kernel';
import { statementName } from '../database/statements.ts';
import { BatchLoader } from './batch-loader.ts';
import { int4Array, textArray, uuidArray } from './binary-arrays.ts';
import { EngineConnection } from './connection.ts';

// An event may have been kept by the time an execution's last entry was, and yet been unknown to it.
const LISTENER_MARGIN_MS = 60_000;
const NIL = '00000000-0000-0000-0000-000000000000';
const MAX_HEADS = 500;
const MAX_HISTORIES = 50;
const MAX_LISTENED = 100;

const HEADS = `
  select e.execution_id, e.tenant_id, e.definition, e.status,
         (select h.seq from engine_history h where h.execution_id = e.execution_id order by h.seq desc limit 1) as seq
    from unnest($1::uuid[]) as n(execution_id) join engine_executions e using (execution_id)`;

const HISTORIES = `
  select n.execution_id, h.*
    from unnest($1::uuid[]) as n(execution_id)
   cross join lateral (select seq, key, type, data, at from engine_history
                        where execution_id = n.execution_id order by seq) h`;

const RUNNABLE = `
  select execution_id from engine_executions e
   where execution_id > $1
     and (status = 'running' or (status = 'waiting' and (listens or children is not null)))
     and (status = 'running'
       or exists (select 1 from engine_executions c where c.execution_id = any(e.children) and c.ended_at is not null)
       or exists (select 1 from engine_listeners l join engine_events v
                    on v.tenant_id = l.tenant_id and (v.type = l.event_type or l.event_type = '*')
                   and v.at > e.waiting_since - $2
                   where e.listens and l.execution_id = e.execution_id))
   order by execution_id limit $3`;

const DUE = `
  select execution_id, wake_at from engine_executions
   where status = 'waiting' and wake_at is not null and wake_at <= $1 order by wake_at, execution_id limit $2`;

const LISTENING = `
  select n.i::int - 1 as index, l.execution_id
    from unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[]) with ordinality as n(tenant_id, type, after, most, i)
   cross join lateral (
     select distinct l.execution_id from engine_listeners l join engine_executions e using (execution_id)
      where l.tenant_id = n.tenant_id and l.event_type in (n.type, '*') and l.execution_id > n.after
        and e.status in ('waiting', 'suspended')
      order by l.execution_id limit n.most) l
   order by n.i, l.execution_id`;

// Times do not go back where positions go on, but for the skew of several workers' clocks; so the first event by time is
// the first by position.
const EVENTS = `
  select position, event, at from engine_events
   where tenant_id = $1 and at >= $3
     and position > greatest($4, coalesce((select f.position - 1 from engine_events f
                                            where f.tenant_id = $1 and f.at >= $3 - $6::bigint
                                            order by f.at, f.position limit 1), 9223372036854775807))
     and ($2::text[] is null or type = any($2))
   order by position limit $5`;

/** Everything the engine reads, on a connection of its own. */
export class ExecutionReader implements Omit<ExecutionStore, 'append' | 'keepEvent' | 'assured'> {
  readonly #connection: EngineConnection;
  readonly #heads = new BatchLoader<ExecutionHead>((ids) => this.#loadHeads(ids), MAX_HEADS);
  readonly #histories = new BatchLoader<HistoryEntry[]>((ids) => this.#loadHistories(ids), MAX_HISTORIES);
  /** By tenant, event type, the id to begin after, and how many at most. */
  readonly #listeners = new BatchLoader<string[]>((keys) => this.#loadListeners(keys), MAX_LISTENED);

  readonly #skewMs: number;

  /** `skewMs` is how far the clocks of those who keep events may be apart. */
  constructor(url: string, statementTimeoutMs?: number, skewMs = 0) {
    this.#skewMs = skewMs;
    this.#connection = new EngineConnection(url, statementTimeoutMs);
  }

  /** Gives the connection up; what waits for an answer fails. */
  reset(): void {
    this.#connection.reset();
  }

  async head(executionId: string): Promise<ExecutionHead | undefined> {
    return isUuid(executionId) ? this.#heads.get(executionId) : undefined;
  }

  async history(executionId: string): Promise<readonly HistoryEntry[]> {
    return (isUuid(executionId) && (await this.#histories.get(executionId))) || [];
  }

  async runnable(after: string | undefined, limit: number): Promise<readonly string[]> {
    const rows = await this.#read<{ execution_id: string }>(RUNNABLE, [after ?? NIL, LISTENER_MARGIN_MS, limit]);
    return rows.map((row) => row.execution_id);
  }

  async due(untilMs: number, limit: number): Promise<readonly { executionId: string; wakeAt: number }[]> {
    const rows = await this.#read<{ execution_id: string; wake_at: number }>(DUE, [untilMs, limit]);
    return rows.map((row) => ({ executionId: row.execution_id, wakeAt: row.wake_at }));
  }

  async listening(
    tenantId: string,
    type: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly string[]> {
    return (await this.#listeners.get(JSON.stringify([tenantId, type, after ?? NIL, limit]))) ?? [];
  }

  async events(tenantId: string, query: Parameters<ExecutionStore['events']>[1]): Promise<readonly StoredEvent[]> {
    const { types, sinceMs, after, limit } = query;
    return this.#read<{ position: number; event: CloudEvent; at: number }>(EVENTS, [
      ...[tenantId, types ?? null, sinceMs, after, limit, this.#skewMs],
    ]);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #loadHeads(ids: readonly string[]): Promise<ReadonlyMap<string, ExecutionHead>> {
    const rows = await this.#read<HeadRow>(HEADS, [uuidArray(ids)]);
    return new Map(
      rows.map(({ execution_id: executionId, tenant_id: tenantId, definition, status, seq }) => [
        executionId,
        { tenantId, executionId, definition, status, seq },
      ]),
    );
  }

  async #loadHistories(ids: readonly string[]): Promise<ReadonlyMap<string, HistoryEntry[]>> {
    const histories = new Map<string, HistoryEntry[]>();
    for (const row of await this.#read<EntryRow>(HISTORIES, [uuidArray(ids)])) {
      const { execution_id: executionId, ...rest } = row;
      const entry = { executionId, ...rest } as HistoryEntry;
      const history = histories.get(executionId);
      if (history) history.push(entry);
      else histories.set(executionId, [entry]);
    }
    return histories;
  }

  async #loadListeners(keys: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
    const wanted = keys.map((key) => JSON.parse(key) as [tenantId: string, type: string, after: string, limit: number]);
    const rows = await this.#read<{ index: number; execution_id: string }>(LISTENING, [
      uuidArray(wanted.map(([tenantId]) => tenantId)),
      textArray(wanted.map(([, type]) => type)),
      uuidArray(wanted.map(([, , after]) => after)),
      int4Array(wanted.map(([, , , limit]) => limit)),
    ]);
    const listeners = new Map<string, string[]>(keys.map((key) => [key, []]));
    for (const row of rows) listeners.get(keys[row.index]!)!.push(row.execution_id);
    return listeners;
  }

  #read<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.#connection.query<Row>({ text, values: [...values], name: statementName(text) ?? '' });
  }
}

interface HeadRow {
  readonly execution_id: string;
  readonly tenant_id: string;
  readonly definition: string;
  readonly status: ExecutionHead['status'];
  readonly seq: number;
}

interface EntryRow {
  readonly execution_id: string;
  readonly seq: number;
  readonly key: string;
  readonly type: HistoryType;
  readonly data: unknown;
  readonly at: number;
}
