-- Events that a transaction published and the relay has not delivered to everybody yet.
create table outbox (
  position bigint generated always as identity primary key,
  -- The writing transaction: the relay reads only what every older transaction can no longer add to.
  xid xid8 not null default pg_current_xact_id(),
  tenant_id uuid not null,
  -- Set on a dead letter that was put back: only this consumer gets it.
  consumer text,
  attempts integer not null default 0,
  event jsonb not null
);
select parley_protect('outbox');

-- Which consumer has handled which event.
create table inbox (
  consumer text not null,
  event_id text not null,
  tenant_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (tenant_id, consumer, event_id)
);
create index inbox_handled_at on inbox (handled_at);
select parley_protect('inbox');

-- Events that a consumer failed to handle too often.
create table dead_letters (
  id bigint generated always as identity primary key,
  tenant_id uuid not null,
  consumer text not null,
  event_id text not null,
  event jsonb not null,
  error text not null,
  attempts integer not null,
  failed_at timestamptz not null default now(),
  unique (tenant_id, consumer, event_id)
);
select parley_protect('dead_letters');
