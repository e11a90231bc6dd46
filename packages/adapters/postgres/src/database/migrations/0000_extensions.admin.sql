-- pg_trgm: substring search. btree_gin: tenant_id as the first column of a full-text index.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- Under row-level security the planner uses an index for an operator only if its function cannot leak rows, and these
-- three are not marked so. They raise no error that would show a value. Only a superuser may mark them; elsewhere
-- full-text search works the same, without the index.
do $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    alter function pg_catalog.ts_match_vq(tsvector, tsquery) leakproof;
    alter function pg_catalog.jsonb_contains(jsonb, jsonb) leakproof;
    alter function pg_catalog.texticlike(text, text) leakproof;
  end if;
end
$$;

grant usage on schema public to public;
