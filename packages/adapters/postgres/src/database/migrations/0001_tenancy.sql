-- The tenant of the running transaction, or null, which no row equals. A setting that was local to an earlier
-- transaction on the same connection reads as the empty string.
create function parley_tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Puts a table with a column tenant_id under forced row-level security: the application's role sees and writes rows
-- of the transaction's tenant alone, the system role all. Call it once, in the migration that creates the table.
-- Partitions are reached through their parent only and get no rights of their own.
create function parley_protect(target regclass) returns void
  language plpgsql set search_path = public, pg_catalog
as $$
declare
  app constant text := current_setting('parley.app_role');
  system constant text := current_setting('parley.system_role');
begin
  if not exists (
    select 1 from pg_attribute
     where attrelid = target and attname = 'tenant_id' and atttypid = 'uuid'::regtype and attnotnull and not attisdropped
  ) then
    raise exception 'table % needs a column  tenant_id uuid not null', target;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant_only on %s for all to %I using (tenant_id = (select parley_tenant())) '
    'with check (tenant_id = (select parley_tenant()))', target, app);
  execute format('create policy all_tenants on %s for all to %I using (true) with check (true)', target, system);
  execute format('grant select, insert, update, delete on %s to %I, %I', target, app, system);
end
$$;

-- Opens a table without tenants' rows (such as a list of published models): rights is what the application's role may
-- do, for example 'select', or null for nothing. The system role may do everything.
create function parley_share(target regclass, rights text) returns void
  language plpgsql set search_path = public, pg_catalog
as $$
begin
  if rights is not null then
    execute format('grant %s on %s to %I', rights, target, current_setting('parley.app_role'));
  end if;
  execute format('grant select, insert, update, delete on %s to %I', target, current_setting('parley.system_role'));
end
$$;
