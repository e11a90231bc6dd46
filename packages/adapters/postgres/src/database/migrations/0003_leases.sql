-- Which process does what only one may do at a time. The epoch grows with every change of hands; whoever writes under
-- a lease checks its epoch in the same statement.
create table leases (
  name text primary key,
  epoch bigint not null,
  renewed_at timestamptz not null
);
select parley_share('leases', null);
