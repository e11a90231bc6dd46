-- Of all tenants, for the job that deletes what is past its time.
create index engine_events_age on engine_events (at);
