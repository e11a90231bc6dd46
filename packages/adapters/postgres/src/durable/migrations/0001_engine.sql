-- What happened in every execution, in order. Only ever appended to. data is json, not jsonb: it is read as a whole, and
-- jsonb refuses the escaped NUL that a value from outside may contain.
create table engine_history (
  execution_id uuid not null,
  seq integer not null,
  tenant_id uuid not null,
  key text not null,
  type text not null,
  data json not null,
  -- Epoch milliseconds, as in all tables of the engine.
  at bigint not null,
  primary key (execution_id, seq)
);
select parley_protect('engine_history');

-- Where executions stand: an index over the history for waking and listing. seq is found in the history.
create table engine_executions (
  execution_id uuid primary key,
  tenant_id uuid not null,
  definition text not null,
  status text not null
    check (status in ('running', 'waiting', 'suspended', 'completed', 'faulted', 'cancelled')),
  -- Earliest timer of a waiting execution.
  wake_at bigint,
  -- True when engine_listeners may have rows of it.
  listens boolean not null default false,
  -- Executions whose end it waits for.
  children uuid[],
  -- Time of the last entry before it began to wait, or an earlier one.
  waiting_since bigint not null,
  started_at bigint not null,
  ended_at bigint
) with (fillfactor = 80);
-- What a worker that starts has to look at; sleeping executions are not among it.
create index engine_executions_recovery on engine_executions (execution_id)
  where status = 'running' or (status = 'waiting' and (listens or children is not null));
create index engine_executions_wake on engine_executions (wake_at, execution_id)
  where status = 'waiting' and wake_at is not null;
select parley_protect('engine_executions');

-- Which waiting executions an event of a type can wake; '*' stands for any type.
create table engine_listeners (
  tenant_id uuid not null,
  event_type text not null,
  execution_id uuid not null,
  primary key (tenant_id, event_type, execution_id)
);
create index engine_listeners_execution on engine_listeners (execution_id);
select parley_protect('engine_listeners');

-- Events that arrived for a tenant, in order; kept for those who begin to listen later.
create table engine_events (
  position bigint generated always as identity,
  tenant_id uuid not null,
  source text not null,
  event_id text not null,
  type text not null,
  event json not null,
  at bigint not null,
  primary key (tenant_id, position),
  unique (tenant_id, source, event_id)
);
create index engine_events_at on engine_events (tenant_id, at);
create index engine_events_type on engine_events (tenant_id, type, at);
select parley_protect('engine_events');
