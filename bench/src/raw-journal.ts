import type { ServiceDatabase } from '@parley/adapter-postgres';
import pg from 'pg';

/** The table of {@link RawJournal}. */
export const RAW_JOURNAL = {
  name: 'bench/raw_journal',
  sql: `create table raw_journal (run text, step text, value json, primary key (run, step));
        select parley_share('raw_journal', null);`,
};

const INSERT = `insert into raw_journal select * from unnest($1::text[], $2::text[], $3::json[]) on conflict do nothing`;

interface Step {
  readonly run: string;
  readonly step: string;
  readonly value: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The limit to compare with: results of steps appended to one table with group commit on two connections, and nothing
 * else. No interpreter, no lease, no index of what waits, no tenants.
 */
export class RawJournal {
  readonly #idle: pg.Client[];
  #queue: Step[] = [];

  private constructor(clients: pg.Client[]) {
    this.#idle = clients;
  }

  static async open(database: ServiceDatabase): Promise<RawJournal> {
    const clients = [1, 2].map(() => new pg.Client({ connectionString: database.systemUrl }));
    for (const client of clients) await client.connect();
    return new RawJournal(clients);
  }

  append(run: string, step: string, value: string): Promise<void> {
    return new Promise((done, failed) => {
      this.#queue.push({ run, step, value, done, failed });
      if (this.#queue.length === 1) setImmediate(() => this.#kick());
    });
  }

  async close(): Promise<void> {
    for (const client of this.#idle) await client.end();
  }

  #kick(): void {
    while (this.#queue.length > 0 && this.#idle.length > 0) void this.#flush(this.#idle.pop()!);
  }

  async #flush(client: pg.Client): Promise<void> {
    const batch = this.#queue;
    this.#queue = [];
    const columns = [batch.map(({ run }) => run), batch.map(({ step }) => step), batch.map(({ value }) => value)];
    try {
      await client.query({ name: 'append', text: INSERT, values: columns });
      for (const { done } of batch) done();
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
    this.#idle.push(client);
    this.#kick();
  }
}
