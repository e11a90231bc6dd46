import pg from 'pg';
import { type Addresses, ANSWER, type Contender, STEPS, type WorkflowName } from '../workload.ts';

const TABLE = 'create table raw_journal (run uuid, step text, value json, primary key (run, step))';
const INSERT = `insert into raw_journal select * from unnest($1::uuid[], $2::text[], $3::json[])`;
const CONNECTIONS = 2;

interface Step {
  readonly run: string;
  readonly step: string;
  readonly value: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The limit to compare with: results of steps appended to one table with group commit on two connections, and nothing
 * else. No interpreter, no start and end, no lease, no index of what waits, no tenants.
 */
export async function rawJournal({ databaseUrl }: Addresses): Promise<Contender> {
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client({ connectionString: databaseUrl }));
  for (const client of clients) await client.connect();
  await clients[0]!.query(TABLE);
  const journal = new RawJournal(clients);
  const value = JSON.stringify({ output: ANSWER });
  return {
    run: (workflow) => runSteps(journal, workflow, value),
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  };
}

async function runSteps(journal: RawJournal, workflow: WorkflowName, value: string): Promise<void> {
  const id = crypto.randomUUID();
  const append = (step: number) => journal.append(id, `/do/${step}/call`, value);
  if (workflow === 'fan') await Promise.all(Array.from({ length: STEPS.fan }, (_, step) => append(step)));
  else for (let step = 0; step < STEPS[workflow]; step += 1) await append(step);
}

class RawJournal {
  readonly #idle: pg.Client[];
  #queue: Step[] = [];

  constructor(clients: readonly pg.Client[]) {
    this.#idle = [...clients];
  }

  append(run: string, step: string, value: string): Promise<void> {
    return new Promise((done, failed) => {
      this.#queue.push({ run, step, value, done, failed });
      if (this.#queue.length === 1) setImmediate(() => this.#kick());
    });
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
