-- Of all tenants, for the job that deletes what is past its time.
create index idempotency_keys_age on idempotency_keys (reserved_at);
