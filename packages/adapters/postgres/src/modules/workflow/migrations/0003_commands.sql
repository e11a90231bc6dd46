-- What people want of executions, kept until a worker has carried it out.
create table execution_commands (
  position bigint generated always as identity,
  tenant_id uuid not null,
  command_id uuid not null,
  execution_id uuid not null,
  kind text not null check (kind in ('cancel', 'suspend', 'resume', 'retry', 'fork')),
  command json not null,
  requested_at timestamptz not null default now(),
  -- Null until it was carried out, or found to be impossible: then failure says why.
  done_at timestamptz,
  failure json,
  primary key (tenant_id, command_id)
);
create index execution_commands_open on execution_commands (position) where done_at is null;
create index execution_commands_execution on execution_commands (tenant_id, execution_id) where done_at is null;
select parley_protect('execution_commands');
