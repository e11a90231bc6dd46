create table conversations (
  tenant_id uuid not null,
  conversation_id uuid not null,
  title text not null,
  status text not null check (status in ('open', 'ended')),
  message_count integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, conversation_id)
);
select parley_protect('conversations');

create table messages (
  tenant_id uuid not null,
  conversation_id uuid not null,
  sequence integer not null,
  message_id uuid not null,
  author text not null check (author in ('member', 'agent', 'system')),
  text text not null,
  questions jsonb not null,
  draft_id uuid,
  detail jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, conversation_id, sequence),
  unique (tenant_id, message_id)
) partition by hash (tenant_id);

do $$
begin
  for part in 0..15 loop
    execute format('create table messages_%s partition of messages for values with (modulus 16, remainder %s)', part, part);
  end loop;
end
$$;
select parley_protect('messages');
