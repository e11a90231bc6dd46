-- What the run notes about the engine from inside the database.
create table chaos_takeovers (epoch bigint primary key, at bigint not null);
create table chaos_writers (pid int not null, since timestamptz not null, epoch bigint not null,
                            primary key (pid, since, epoch));

create function chaos_note_takeover() returns trigger language plpgsql security definer as $$
begin
  insert into public.chaos_takeovers values (new.epoch, (extract(epoch from clock_timestamp()) * 1000)::bigint)
  on conflict do nothing;
  return null;
end $$;
create trigger chaos_takeover after insert or update of epoch on leases
  for each row when (new.name = 'engine') execute function chaos_note_takeover();

-- The append has locked the lease, so its epoch is the one under which this connection writes.
create function chaos_note_writer() returns trigger language plpgsql security definer as $$
begin
  insert into public.chaos_writers
  select pg_backend_pid(), (select backend_start from pg_stat_get_activity(pg_backend_pid())), epoch
    from public.leases where name = 'engine' and exists (select 1 from added)
  on conflict do nothing;
  return null;
end $$;
create trigger chaos_writer after insert on engine_history referencing new table as added
  for each statement execute function chaos_note_writer();
