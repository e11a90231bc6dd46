create table conversation_memory (
  tenant_id uuid not null,
  conversation_id uuid not null,
  plan json,
  draft_id uuid,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, conversation_id)
);
select parley_protect('conversation_memory');
