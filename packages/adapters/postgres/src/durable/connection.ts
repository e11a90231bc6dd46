import pg from 'pg';
import { toPostgresError } from '../database/pg-errors.ts';
import { getTypeParser } from '../database/pool.ts';

// The batches come as arrays, of which the planner knows nothing; with tables that were empty when the plan was made it
// would read them from end to end. One plan for all, through the indexes.
const SETTINGS = `
  set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = off;
  set enable_mergejoin = off; set statement_timeout = '60s'`;

/** A connection of the engine: statements go out at once and are answered in order. Opened anew after it was lost. */
export class EngineConnection {
  readonly #url: string;
  #client: Promise<pg.Client> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async query<Row extends object>(config: pg.QueryConfig<unknown[]>): Promise<Row[]> {
    try {
      this.#client ??= this.#open();
      const client = await this.#client;
      return (await client.query<Row>(config)).rows;
    } catch (error) {
      throw toPostgresError(error);
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'parley-engine',
      pipeline: true,
      keepAlive: true,
      types: { getTypeParser },
    });
    const forget = () => {
      this.#client = undefined;
    };
    client.on('error', forget);
    client.once('end', forget);
    try {
      await client.connect();
      await client.query(SETTINGS);
      return client;
    } catch (error) {
      forget();
      await client.end().catch(() => {});
      throw error;
    }
  }
}
