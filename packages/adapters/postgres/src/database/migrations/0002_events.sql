-- Events that a transaction published and the relay has not delivered to everybody yet. Their text is json, not jsonb:
-- it is only ever read as a whole, and jsonb refuses the escaped NUL that a user's text may contain.
create table outbox (
  position bigint generated always as identity primary key,
  -- The writing transaction: the relay reads only what every older transaction can no longer add to.
  xid xid8 not null default pg_current_xact_id(),
  tenant_id uuid not null,
  event_id text not null,
  -- Set on a dead letter that was put back: only this consumer gets it.
  consumer text not null default '',
  event json not null,
  unique (tenant_id, event_id, consumer)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
select parley_protect('outbox');

-- Which consumer has handled which event.
create table inbox (
  tenant_id uuid not null,
  event_id text not null,
  consumer text not null,
  handled_at timestamptz not null default now(),
  primary key (tenant_id, event_id, consumer)
);
create index inbox_handled_at on inbox using brin (handled_at);
select parley_protect('inbox');

-- Events that a consumer failed to handle too often.
create table dead_letters (
  dead_letter_id bigint generated always as identity primary key,
  tenant_id uuid not null,
  event_id text not null,
  consumer text not null,
  event json not null,
  error text not null,
  attempts integer not null,
  failed_at timestamptz not null default now(),
  unique (tenant_id, event_id, consumer)
);
select parley_protect('dead_letters');
