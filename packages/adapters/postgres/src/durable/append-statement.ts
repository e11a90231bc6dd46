import type { DomainEvent } from '@parley/contracts';
import type { Append } from '@parley/engine';
import type { QueryConfig } from 'pg';
import { boolArray, int4Array, int8Array, jsonArray, textArray, uuidArray, uuidListArray } from './binary-arrays.ts';
import type { HeadChange } from './head-changes.ts';

/** What an append statement answers. */
export interface AppendResult {
  /** False when the lease has passed to another worker: nothing was written then (E9). */
  readonly held: boolean;
  /** Entries that were not there before; told where some may have been. */
  readonly inserted?: number;
}

// The row lock makes the check exact: a worker that takes over waits until the append is committed, and an append that
// comes after reads the new epoch.
const FENCE = `
  fence as materialized (select 1 from leases where name = $1 and epoch = $2 for share)`;
const HELD = 'exists (select 1 from fence)';

/** A part of the statement: its text, given a function that numbers its parameters from the next free one on. */
type Part = (parameters: (...types: readonly string[]) => string) => string;

const entriesPart =
  (conflict: string): Part =>
  (parameters) =>
    `
  entries as (
    insert into engine_history (tenant_id, execution_id, seq, key, type, data, at)
    select * from unnest(${parameters('uuid', 'uuid', 'int', 'text', 'text', 'json', 'bigint')})
     where ${HELD} ${conflict})`;

const newEntriesPart = entriesPart('');
// A row that may give way costs PostgreSQL a third more time and a seventh more log.
const repeatedEntriesPart = entriesPart('on conflict do nothing returning 1');

const headsPart: Part = (parameters) => `
  change as materialized (
    select execution_id, tenant_id, definition, status, resumed, wake_at, listens,
           nullif(children::uuid[], '{}') as children, newest_at, started_at, ended_at
      from unnest(${parameters('uuid', 'uuid', 'text', 'text', 'bool', 'bigint', 'bool', 'text', 'bigint', 'bigint', 'bigint')})
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
       and e.status not in ('completed', 'faulted', 'cancelled'))`;

const listenersPart: Part = (parameters) => `
  listener as materialized (
    select * from unnest(${parameters('uuid', 'text', 'uuid')}) as l(tenant_id, event_type, execution_id)
     where ${HELD}),
  silenced as (
    delete from engine_listeners l using change c, engine_executions e
     where e.execution_id = c.execution_id and e.listens and l.execution_id = c.execution_id
       and not exists (select 1 from listener n
                        where n.execution_id = l.execution_id and n.event_type = l.event_type)),
  listening as (
    insert into engine_listeners (tenant_id, event_type, execution_id)
    select * from listener on conflict do nothing)`;

const eventsPart: Part = (parameters) => `
  announced as (
    insert into outbox (tenant_id, event_id, event)
    select * from unnest(${parameters('uuid', 'text', 'json')}) where ${HELD} on conflict do nothing)`;

const ANSWER = 'select (select count(*) from fence) > 0 as held';
const REPEATED_ANSWER = `${ANSWER}, (select count(*) from entries)::int as inserted`;

const texts = new Map<string, string>();

/** What a batch writes, and publishes in the same transaction. */
export interface Batch {
  readonly appends: readonly Append[];
  readonly changes: readonly HeadChange[];
  readonly announced: readonly DomainEvent[];
  /** True when entries may be there already, and are left out then (E7); otherwise one that is fails the statement. */
  readonly repeated: boolean;
}

/** The one statement, and so the one transaction, that makes a batch durable; it has only the parts it needs. */
export function appendStatement(
  lease: { readonly name: string; readonly epoch: number },
  { appends, changes, announced, repeated }: Batch,
): QueryConfig<unknown[]> {
  const parts = [repeated ? repeatedEntriesPart : newEntriesPart];
  const values: unknown[] = [lease.name, lease.epoch, ...entryValues(appends)];
  let name = repeated ? 'append-again' : 'append';
  if (changes.length > 0) {
    parts.push(headsPart);
    values.push(...headValues(changes));
    name += '-heads';
  }
  if (changes.some(mayListen)) {
    parts.push(listenersPart);
    values.push(...listenerValues(changes));
    name += '-listeners';
  }
  if (announced.length > 0) {
    parts.push(eventsPart);
    values.push(...eventValues(announced));
    name += '-events';
  }
  return { name, text: textOf(name, parts, repeated ? REPEATED_ANSWER : ANSWER), values };
}

function textOf(name: string, parts: readonly Part[], answer: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  let used = 2;
  const parameters = (...types: readonly string[]) => types.map((type) => `$${++used}::${type}[]`).join(', ');
  const text = `with ${[FENCE, ...parts.map((part) => part(parameters))].join(',')} ${answer}`;
  texts.set(name, text);
  return text;
}

/** False for executions that are new or were running, and do not begin to listen. */
function mayListen({ eventTypes, wasRunning, start }: HeadChange): boolean {
  return eventTypes.length > 0 || !(wasRunning || start);
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
  ];
}

function listenerValues(changes: readonly HeadChange[]): Buffer[] {
  const listeners = changes.flatMap(({ tenantId, executionId, eventTypes }) =>
    eventTypes.map((eventType) => ({ tenantId, executionId, eventType })),
  );
  return [
    uuidArray(listeners.map(({ tenantId }) => tenantId)),
    textArray(listeners.map(({ eventType }) => eventType)),
    uuidArray(listeners.map(({ executionId }) => executionId)),
  ];
}
