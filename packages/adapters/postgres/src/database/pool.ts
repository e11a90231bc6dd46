import type { Logger } from '@parley/kernel';
import pg from 'pg';
import { GatheringSocket } from './gathering-socket.ts';

/** How a pool of connections behaves. */
export interface PoolSettings {
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly maxConnections: number;
  /** Longest a statement may run. Default 30,000 ms. */
  readonly statementTimeoutMs?: number;
  readonly logger: Logger;
}

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;
const INT8 = 20;
const DATE = 1082;

/** A pool in pipeline mode whose 64-bit integers are numbers and whose dates are text (`2026-01-31`). */
export function createPool(settings: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    connectionString: settings.url,
    application_name: settings.applicationName,
    max: settings.maxConnections,
    pipeline: true,
    stream: () => new GatheringSocket(),
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: settings.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    types: { getTypeParser },
  });
  // An idle connection that breaks is replaced by the pool; without a listener the process would end.
  pool.on('error', (error) => settings.logger.warn({ error: error.message }, 'an idle database connection was lost'));
  // The same for one that is in use, whose statements fail besides.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The driver's parsers, except for two whose results it cannot give back as they were. */
export const getTypeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8) return parseInt8;
  if (oid === DATE) return (text: string) => text;
  return pg.types.getTypeParser(oid, format as 'text');
}) as typeof pg.types.getTypeParser;

function parseInt8(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** `url` for another user and database. */
export function withCredentials(url: string, user: string, password: string, database: string): string {
  const changed = new URL(url);
  changed.username = encodeURIComponent(user);
  changed.password = encodeURIComponent(password);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/** `url` for another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}
