import { ParleyError } from '@parley/kernel';
import { postgresError } from '../errors.ts';

interface PgFields {
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
}

// SQLSTATE classes and codes: PostgreSQL documentation, appendix A.
const BY_STATE: Readonly<Record<string, (error: Error & PgFields) => ParleyError>> = {
  '23505': (error) => ofConstraint('already_exists', 'A row with the same key exists', error),
  '23503': (error) => ofConstraint('reference_missing', 'A row that is referred to does not exist', error),
  '23514': (error) => ofConstraint('constraint_violated', 'A value breaks a rule of its table', error),
  '23502': (error) => ofConstraint('constraint_violated', 'A required value is missing', error),
  '22001': (error) => ofConstraint('invalid_value', 'A text is too long', error),
  '22003': (error) => ofConstraint('invalid_value', 'A number is out of range', error),
  '22021': (error) => ofConstraint('invalid_value', 'A text contains a character that cannot be stored', error),
  '22P02': (error) => ofConstraint('invalid_value', 'A value does not have the form of its column', error),
  '22P05': (error) => ofConstraint('invalid_value', 'A text contains a character that cannot be stored', error),
  '40001': (cause) => postgresError('transaction_conflict', 'The transaction met another one', { cause }),
  '40P01': (cause) => postgresError('transaction_conflict', 'The transaction met another one in a deadlock', { cause }),
  '42501': (cause) => postgresError('tenant_violation', 'PostgreSQL refused access to a row or a table', { cause }),
  '57014': (cause) => postgresError('query_timeout', 'A statement took too long', { cause }),
  '55P03': (cause) => postgresError('query_timeout', 'A lock took too long to get', { cause }),
};

// Connection exceptions (08), insufficient resources (53), shutdowns (57P01 to 57P03), and what Node's sockets raise.
const CONNECTION_LOST = /^(08|53|57P0)|^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_)/;
const CONNECTION_WORDS =
  /connection (terminated|error)|not queryable|connection timeout|timeout exceeded|timeout expired|query read timeout|client was closed/i;

/** True when the connection, and not the statement, failed. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof ParleyError) return error.code === 'database_unavailable';
  const code = (error as PgFields | undefined)?.code;
  if (typeof code === 'string') return CONNECTION_LOST.test(code);
  return error instanceof Error && CONNECTION_WORDS.test(error.message);
}

/** Turns what the driver raises into an error of this package; errors of Parley pass unchanged. */
export function toPostgresError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  if (isConnectionLoss(error)) {
    return postgresError('database_unavailable', 'The database cannot be reached', {
      hint: 'Try again in a moment.',
      cause: error,
    });
  }
  const state = (error as PgFields | undefined)?.code ?? '';
  const known = error instanceof Error ? BY_STATE[state] : undefined;
  if (known && error instanceof Error) return known(error);
  const message = error instanceof Error ? error.message : String(error);
  return postgresError('query_failed', message, { cause: error, details: { sqlState: state } });
}

/** True when a unique constraint (`constraint`, where given) refused a row. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof ParleyError) || error.code !== 'already_exists') return false;
  return constraint === undefined || error.details?.constraint === constraint;
}

function ofConstraint(
  code: 'already_exists' | 'reference_missing' | 'constraint_violated' | 'invalid_value',
  message: string,
  error: Error & PgFields,
): ParleyError {
  const { constraint, table, column } = error;
  return postgresError(code, message, {
    details: {
      ...(table !== undefined && { table }),
      ...(constraint !== undefined && { constraint }),
      ...(column !== undefined && { column }),
    },
    cause: error,
  });
}
