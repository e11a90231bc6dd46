create table tenants (
  tenant_id uuid primary key,
  slug text not null unique,
  name text not null,
  status text not null check (status in ('active', 'suspended')),
  time_zone text not null,
  business_roles text[] not null,
  created_at timestamptz not null
);
select parley_protect('tenants');

create table members (
  tenant_id uuid not null references tenants,
  member_id uuid not null,
  -- How the installation's identity provider names the person.
  subject text not null,
  name text not null,
  roles text[] not null check (roles <@ array['viewer', 'operator', 'editor', 'owner'] and cardinality(roles) > 0),
  business_roles text[] not null,
  primary key (tenant_id, member_id),
  unique (tenant_id, subject)
);
-- Finds the tenants of somebody who signs in.
create index members_subject on members (subject);
select parley_protect('members');

create table audit_entries (
  tenant_id uuid not null,
  audit_id uuid not null,
  -- The event that the line records, if it records one.
  event_id text,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  outcome text not null check (outcome in ('allowed', 'denied')),
  primary key (tenant_id, audit_id),
  unique (tenant_id, event_id)
) partition by hash (tenant_id);

do $$
begin
  for part in 0..15 loop
    execute format('create table audit_entries_%s partition of audit_entries for values with (modulus 16, remainder %s)', part, part);
  end loop;
end
$$;
select parley_protect('audit_entries');
