import { defineErrors } from '@parley/kernel';

/** Everything that can go wrong in this package; the closed table of its codes. */
export const postgresError = defineErrors({
  database_unavailable: { status: 503, retryable: true, doc: 'PostgreSQL cannot be reached or closed the connection.' },
  transaction_conflict: {
    status: 503,
    retryable: true,
    doc: 'Two transactions stood in each other’s way (serialization failure or deadlock); run the transaction again.',
  },
  query_timeout: { status: 503, retryable: true, doc: 'A statement or a lock took longer than the limit.' },
  already_exists: { status: 409, retryable: false, doc: 'A row with the same unique key exists.' },
  reference_missing: { status: 409, retryable: false, doc: 'A row refers to another one that does not exist.' },
  constraint_violated: { status: 422, retryable: false, doc: 'A value breaks a rule of its table.' },
  invalid_value: {
    status: 422,
    retryable: false,
    doc: 'A value cannot be stored in its column, for example a text with a NUL character.',
  },
  tenant_violation: { status: 403, retryable: false, doc: 'Row-level security refused a row of another tenant.' },
  query_failed: { status: 500, retryable: false, doc: 'PostgreSQL refused a statement; this is a fault in Parley.' },
  invalid_tenant: { status: 400, retryable: false, doc: 'A tenant id is not a UUID in lower case.' },
  transaction_ended: {
    status: 500,
    retryable: false,
    doc: 'A query was sent after its transaction had ended, or the transaction was aborted by an error that was swallowed.',
  },
  migration_changed: {
    status: 500,
    retryable: false,
    doc: 'A migration that ran on this database has been edited or removed since.',
  },
  migration_failed: { status: 500, retryable: false, doc: 'A migration raised an error and was rolled back.' },
  table_unprotected: {
    status: 500,
    retryable: false,
    doc: 'After the migrations a table with tenant_id has no forced row-level security.',
  },
  provision_failed: {
    status: 500,
    retryable: false,
    doc: 'The service’s database or roles could not be created.',
  },
  role_secret_missing: {
    status: 500,
    retryable: false,
    doc: 'The administrator’s URL has no password, so that none can be derived for the service’s roles.',
  },
  embedded_unsupported: {
    status: 500,
    retryable: false,
    doc: 'The PostgreSQL that comes with Parley cannot run on this machine.',
  },
  embedded_start_failed: {
    status: 500,
    retryable: false,
    doc: 'The PostgreSQL that comes with Parley did not start.',
  },
  embedded_in_use: {
    status: 409,
    retryable: false,
    doc: 'Another Parley process runs on the same data directory.',
  },
  lease_lost: { status: 503, retryable: true, doc: 'Another worker has taken over; this one may append nothing.' },
});

/** The sentence every refusal to start ends with. */
export const EXTERNAL_DATABASE_HINT =
  'Set PARLEY_DATABASE_URL to a PostgreSQL 16 or newer that you run yourself, for example postgresql://admin:secret@localhost:5432/postgres.';
