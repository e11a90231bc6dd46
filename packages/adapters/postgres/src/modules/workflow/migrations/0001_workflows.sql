create table connections (
  tenant_id uuid not null,
  connection_id uuid not null unique,
  name text not null,
  record json not null,
  operations json not null,
  events json not null,
  created_at timestamptz not null,
  primary key (tenant_id, connection_id),
  unique (tenant_id, name)
);
select parley_protect('connections');

create table drafts (
  tenant_id uuid not null,
  draft_id uuid not null,
  record json not null,
  created_at timestamptz not null,
  primary key (tenant_id, draft_id)
);
select parley_protect('drafts');

create table workflows (
  tenant_id uuid not null,
  workflow_id uuid not null,
  namespace text not null,
  name text not null,
  title text not null,
  latest_version integer not null,
  status text not null check (status in ('active', 'disabled')),
  trigger text not null,
  created_at timestamptz not null,
  primary key (tenant_id, workflow_id),
  unique (tenant_id, namespace, name)
);
select parley_protect('workflows');

create table workflow_versions (
  tenant_id uuid not null,
  workflow_id uuid not null,
  version integer not null,
  source text not null,
  definition json not null,
  approved_by text not null,
  draft_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, workflow_id, version),
  unique (tenant_id, draft_id)
);
select parley_protect('workflow_versions');

create table triggers (
  tenant_id uuid not null,
  workflow_id uuid not null,
  ordinal integer not null,
  version integer not null,
  event_type text,
  spec json not null,
  next_at bigint,
  primary key (tenant_id, workflow_id, ordinal)
);
create index triggers_event_type on triggers (tenant_id, event_type) where event_type is not null;
create index triggers_next_at on triggers (next_at) where next_at is not null;
select parley_protect('triggers');

create table approvals (
  tenant_id uuid not null,
  approval_id uuid not null,
  execution_id uuid not null,
  name text not null,
  status text not null check (status in ('open', 'approved', 'rejected', 'expired')),
  record json not null,
  created_at timestamptz not null,
  primary key (tenant_id, approval_id),
  unique (tenant_id, execution_id, name)
);
create index approvals_status on approvals (tenant_id, status, approval_id);
select parley_protect('approvals');

create table notification_channels (
  tenant_id uuid not null,
  channel text not null,
  webhook_url text not null,
  primary key (tenant_id, channel)
);
select parley_protect('notification_channels');

create table secret_keys (
  tenant_id uuid primary key,
  wrapped_key bytea not null
);
select parley_protect('secret_keys');

create table secrets (
  tenant_id uuid not null,
  name text not null,
  sealed bytea not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, name)
);
select parley_protect('secrets');
