-- Which history entry refers to which value in the object store. Noted before the entry is written, so an entry may be
-- missing: after a crash. checked: the entry has been seen.
create table large_values (
  tenant_id uuid not null,
  sha256 text not null,
  execution_id uuid not null,
  seq integer not null,
  bytes integer not null,
  stored_at timestamptz not null,
  checked boolean not null default false,
  primary key (tenant_id, sha256, execution_id, seq)
);
create index large_values_unchecked on large_values (stored_at) where not checked;
create index large_values_execution on large_values (execution_id);
select parley_protect('large_values');
