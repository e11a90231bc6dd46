import { Socket } from 'node:net';
import pg from 'pg';

/** A connection that holds, or waits for, an advisory lock. */
export interface LeaseSession {
  readonly client: pg.Client;
  readonly ended: Promise<void>;
  /** Ends the connection, also when nobody answers at its other end. */
  close(): Promise<void>;
}

const CLOSE_LIMIT_MS = 500;

/**
 * A connection on which neither connecting nor a query takes longer than `limitMs`: a network that swallows everything
 * must not look like a slow database.
 */
export function openLeaseSession(url: string, name: string, limitMs: number): LeaseSession {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: url,
    application_name: `parley-lease-${name}`,
    connectionTimeoutMillis: limitMs,
    query_timeout: limitMs,
    stream: () => socket,
  });
  client.on('error', () => {});
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  return {
    client,
    ended,
    async close() {
      const timer = setTimeout(() => socket.destroy(), CLOSE_LIMIT_MS);
      await client.end().catch(() => {});
      clearTimeout(timer);
    },
  };
}
