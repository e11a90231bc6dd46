-- The engine's table of executions, in the order in which people list them.
create index engine_executions_latest on engine_executions (tenant_id, started_at desc, execution_id desc);
