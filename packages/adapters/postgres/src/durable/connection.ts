import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import pg from 'pg';
import { isConnectionLoss, toPostgresError } from '../database/pg-errors.ts';
import { getTypeParser } from '../database/pool.ts';
import { postgresError } from '../errors.ts';

// The batches come as arrays, of which the planner knows nothing; with tables that were empty when the plan was made it
// would read them from end to end. One plan for all, through the indexes.
const SETTINGS = `
  set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off;
  set enable_mergejoin = off; set statement_timeout = `;

const STATEMENT_LIMIT_MS = 60_000;
const CONNECT_LIMIT_MS = 5_000;
/** How much longer than a statement may take its answer may take to arrive. */
const ANSWER_MARGIN = 1.2;
const CLOSE_LIMIT_MS = 500;

// What was sent on a connection that was lost may still be at work and must not overtake what is sent on the next one.
const END_EARLIER = `
  select coalesce(bool_and(pg_terminate_backend(pid, 5000)), true) as ended
    from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()`;

interface Opened {
  readonly client: pg.Client;
  readonly socket: Socket;
}

/**
 * A connection of the engine: statements go out at once and are answered in order. Opened anew after it was lost, and
 * given up when there is no answer long after the server would have ended the statement: a network that swallows
 * everything must not stop the engine.
 */
export class EngineConnection {
  readonly #url: string;
  readonly #limitMs: number;
  readonly #name = `parley-engine-${randomUUID()}`;
  #opened: Promise<Opened> | undefined;
  #isFirst = true;

  /** `limitMs` is how long a statement may take; default 60,000. */
  constructor(url: string, limitMs = STATEMENT_LIMIT_MS) {
    this.#url = url;
    this.#limitMs = limitMs;
  }

  async query<Row extends object>(config: pg.QueryConfig<unknown[]>): Promise<Row[]> {
    this.#opened ??= this.#open();
    const opened = this.#opened;
    try {
      const { client } = await opened;
      return (await client.query<Row>(config)).rows;
    } catch (error) {
      if (isConnectionLoss(error) && this.#opened === opened) this.reset();
      throw toPostgresError(error);
    }
  }

  /** Gives the connection up; what waits for an answer fails as if the server had ended it. */
  reset(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    void opened?.then(
      ({ socket }) => socket.destroy(),
      () => {},
    );
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    if (opened) await end(opened);
  }

  #open(): Promise<Opened> {
    const opening = this.#connect(() => {
      if (this.#opened === opening) this.#opened = undefined;
    });
    return opening;
  }

  /** `forget` is called when the connection is of no use any more. */
  async #connect(forget: () => void): Promise<Opened> {
    const socket = new Socket();
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: this.#name,
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_LIMIT_MS,
      query_timeout: this.#limitMs * ANSWER_MARGIN,
      stream: () => socket,
      types: { getTypeParser },
    });
    client.on('error', forget);
    client.once('end', forget);
    try {
      await client.connect();
      await client.query(SETTINGS + this.#limitMs);
      if (!this.#isFirst) await endEarlier(client, this.#name);
      this.#isFirst = false;
      return { client, socket };
    } catch (error) {
      forget();
      await end({ client, socket });
      throw error;
    }
  }
}

async function endEarlier(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ ended: boolean }>(END_EARLIER, [name]);
  if (!rows[0]?.ended) throw postgresError('database_unavailable', 'An earlier connection does not end');
}

/** Lets what is under way come to its end, unless nobody answers any more. */
async function end({ client, socket }: Opened): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), CLOSE_LIMIT_MS);
  await client.end().catch(() => {});
  clearTimeout(timer);
}
