-- What was answered to requests with an Idempotency-Key.
create table idempotency_keys (
  tenant_id uuid not null,
  actor text not null,
  key text not null,
  operation_id text not null,
  request_hash text not null,
  -- Proves the reservation: a request that lost it can neither complete nor release it.
  token uuid not null,
  reserved_at timestamptz not null,
  -- Null while the request runs.
  status integer,
  body text,
  primary key (tenant_id, actor, key)
);
create index idempotency_keys_reserved_at on idempotency_keys (tenant_id, reserved_at);
select parley_protect('idempotency_keys');
