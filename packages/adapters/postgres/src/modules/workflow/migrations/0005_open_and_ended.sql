-- How many executions a tenant has open, and which ended long ago.
create index engine_executions_open on engine_executions (tenant_id) where ended_at is null;
create index engine_executions_ended on engine_executions (ended_at) where ended_at is not null;
create index execution_commands_done on execution_commands (done_at) where done_at is not null;
