import type { DomainEvent } from '@parley/contracts';
import type { Append } from '@parley/engine';
import type { QueryConfig } from 'pg';
import { boolArray, int4Array, int8Array, jsonArray, textArray, uuidArray, uuidListArray } from './binary-arrays.ts';
import type { HeadChange } from './head-changes.ts';

/** What an append statement answers. */
export interface AppendResult {
  /** False when the lease has passed to another worker: nothing was written then (E9). */
  readonly held: boolean;
  /** Entries that were not there before. */
  readonly inserted: number;
}

// The row lock makes the check exact: a worker that takes over waits until the append is committed, and an append that
// comes after reads the new epoch.
const FENCE = `fence as materialized (select 1 from leases where name = $1 and epoch = $2 for share)`;
const HELD = 'exists (select 1 from fence)';

const ENTRIES = `
  entries as (
    insert into engine_history (tenant_id, execution_id, seq, key, type, data, at)
    select * from unnest($3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[], $8::json[], $9::bigint[])
     where ${HELD} on conflict do nothing returning 1)`;

const HEADS = `
  change as materialized (
    select execution_id, tenant_id, definition, status, resumed, wake_at, listens, nullif(children::uuid[], '{}') as children,
           newest_at, started_at, ended_at
      from unnest($10::uuid[], $11::uuid[], $12::text[], $13::text[], $14::bool[], $15::bigint[], $16::bool[],
                  $17::text[], $18::bigint[], $19::bigint[], $20::bigint[])
        as c(execution_id, tenant_id, definition, status, resumed, wake_at, listens, children, newest_at, started_at,
             ended_at)
     where ${HELD}),
  created as (
    insert into engine_executions (execution_id, tenant_id, definition, status, wake_at, listens, children,
                                   waiting_since, started_at, ended_at)
    select execution_id, tenant_id, definition, status, wake_at, listens, children, newest_at, started_at, ended_at
      from change where started_at is not null on conflict do nothing),
  changed as (
    update engine_executions e
       set status = case when e.status = 'suspended' and not c.resumed and c.ended_at is null
                         then 'suspended' else c.status end,
           wake_at = c.wake_at, listens = c.listens, children = c.children, ended_at = c.ended_at,
           waiting_since = coalesce(c.newest_at, e.waiting_since)
      from change c
     where c.started_at is null and e.execution_id = c.execution_id
       and e.status not in ('completed', 'faulted', 'cancelled')),
  listener as materialized (
    select * from unnest($21::uuid[], $22::text[], $23::uuid[]) as l(tenant_id, event_type, execution_id)
     where ${HELD}),
  silenced as (
    delete from engine_listeners l using change c, engine_executions e
     where e.execution_id = c.execution_id and e.listens and l.execution_id = c.execution_id
       and not exists (select 1 from listener n
                        where n.execution_id = l.execution_id and n.event_type = l.event_type)),
  listening as (
    insert into engine_listeners (tenant_id, event_type, execution_id)
    select * from listener on conflict do nothing)`;

const ANNOUNCED = `
  announced as (
    insert into outbox (tenant_id, event_id, event)
    select * from unnest($24::uuid[], $25::text[], $26::json[]) where ${HELD} on conflict do nothing)`;

const ANSWER = 'select (select count(*) from fence)::int as held, (select count(*) from entries)::int as inserted';

const ENTRIES_ONLY = `with ${FENCE}, ${ENTRIES} ${ANSWER}`;
const WITH_HEADS = `with ${FENCE}, ${ENTRIES}, ${HEADS}, ${ANNOUNCED} ${ANSWER}`;

/** The one statement, and so the one transaction, that makes a batch durable and publishes what it announces. */
export function appendStatement(
  lease: { readonly name: string; readonly epoch: number },
  appends: readonly Append[],
  changes: readonly HeadChange[],
  announced: readonly DomainEvent[],
): QueryConfig<unknown[]> {
  const values: unknown[] = [lease.name, lease.epoch, ...entryValues(appends)];
  if (changes.length === 0) return { name: 'append', text: ENTRIES_ONLY, values };
  return {
    name: 'append-heads',
    text: WITH_HEADS,
    values: [...values, ...headValues(changes), ...eventValues(announced)],
  };
}

function eventValues(events: readonly DomainEvent[]): Buffer[] {
  return [
    uuidArray(events.map((event) => event.accountid)),
    textArray(events.map((event) => event.id)),
    jsonArray(events.map((event) => JSON.stringify(event))),
  ];
}

function entryValues(appends: readonly Append[]): Buffer[] {
  const tenants: string[] = [];
  const executions: string[] = [];
  const seqs: number[] = [];
  const keys: string[] = [];
  const types: string[] = [];
  const data: string[] = [];
  const times: number[] = [];
  for (const { tenantId, entries } of appends) {
    for (const entry of entries) {
      tenants.push(tenantId);
      executions.push(entry.executionId);
      seqs.push(entry.seq);
      keys.push(entry.key);
      types.push(entry.type);
      data.push(JSON.stringify(entry.data));
      times.push(entry.at);
    }
  }
  return [
    uuidArray(tenants),
    uuidArray(executions),
    int4Array(seqs),
    textArray(keys),
    textArray(types),
    jsonArray(data),
    int8Array(times),
  ];
}

function headValues(changes: readonly HeadChange[]): Buffer[] {
  const listeners = changes.flatMap(({ tenantId, executionId, eventTypes }) =>
    eventTypes.map((eventType) => ({ tenantId, executionId, eventType })),
  );
  return [
    uuidArray(changes.map(({ executionId }) => executionId)),
    uuidArray(changes.map(({ tenantId }) => tenantId)),
    textArray(changes.map(({ start }) => start?.definition ?? '')),
    textArray(changes.map(({ status }) => status)),
    boolArray(changes.map(({ resumed }) => resumed)),
    int8Array(changes.map(({ wakeAt }) => wakeAt)),
    boolArray(changes.map(({ eventTypes }) => eventTypes.length > 0)),
    uuidListArray(changes.map(({ children }) => children)),
    int8Array(changes.map(({ newestAt }) => newestAt)),
    int8Array(changes.map(({ start }) => start?.at)),
    int8Array(changes.map(({ endedAt }) => endedAt)),
    uuidArray(listeners.map(({ tenantId }) => tenantId)),
    textArray(listeners.map(({ eventType }) => eventType)),
    uuidArray(listeners.map(({ executionId }) => executionId)),
  ];
}
