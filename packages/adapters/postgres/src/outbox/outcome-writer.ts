import type { ServiceDatabase } from '../database/service-database.ts';
import type { Delivery } from './outbox-reader.ts';

/** What became of one event at one consumer. */
export interface Outcome {
  readonly delivery: Delivery;
  readonly consumer: string;
  /** Set when it goes to the dead letters. */
  readonly failure?: { readonly error: string; readonly attempts: number };
}

const WRITE = `
  with dead as (
    insert into dead_letters (tenant_id, event_id, consumer, event, error, attempts)
    select * from unnest($4::uuid[], $5::text[], $6::text[], $7::json[], $8::text[], $9::int[])
    on conflict (tenant_id, event_id, consumer) do update
      set error = excluded.error, attempts = excluded.attempts, failed_at = now()),
  handled as (
    insert into inbox (tenant_id, event_id, consumer)
    select * from unnest($1::uuid[], $2::text[], $3::text[]) on conflict do nothing)
  delete from outbox where position = any($10)`;

/** Writes outcomes in batches: what comes in while one is written goes with the next. */
export class OutcomeWriter {
  readonly #database: ServiceDatabase;
  #outcomes: Outcome[] = [];
  #finished: number[] = [];
  #writing: Promise<void> | undefined;

  constructor(database: ServiceDatabase) {
    this.#database = database;
  }

  /** One consumer is done with the event. */
  add(outcome: Outcome): void {
    this.#outcomes.push(outcome);
    this.#schedule();
  }

  /** Every consumer is done with the event: it leaves the outbox. */
  finish(delivery: Delivery): void {
    this.#finished.push(delivery.position);
    this.#schedule();
  }

  /** Resolves when everything that was added is written; rejects when the database cannot be reached. */
  async flush(): Promise<void> {
    while (this.#writing || this.#outcomes.length > 0 || this.#finished.length > 0) {
      this.#schedule();
      await this.#writing;
    }
  }

  #schedule(): void {
    if (this.#writing) return;
    // Errors stay with what was not written, which the next batch or flush() takes up again.
    this.#writing = Promise.resolve().then(() => this.#write());
    this.#writing.then(
      () => this.#written(),
      () => {
        this.#writing = undefined;
      },
    );
  }

  #written(): void {
    this.#writing = undefined;
    if (this.#outcomes.length > 0 || this.#finished.length > 0) this.#schedule();
  }

  async #write(): Promise<void> {
    const outcomes = this.#outcomes;
    const finished = this.#finished;
    this.#outcomes = [];
    this.#finished = [];
    try {
      await this.#database.system((tx) => tx.execute(WRITE, valuesOf(outcomes, finished)));
    } catch (error) {
      this.#outcomes = [...outcomes, ...this.#outcomes];
      this.#finished = [...finished, ...this.#finished];
      throw error;
    }
  }
}

function valuesOf(outcomes: readonly Outcome[], finished: readonly number[]): unknown[] {
  const handled = outcomes.filter(({ failure }) => failure === undefined);
  const dead = outcomes.filter(({ failure }) => failure !== undefined);
  const keys = (some: readonly Outcome[]) => [
    some.map(({ delivery }) => delivery.tenantId),
    some.map(({ delivery }) => delivery.event.id),
    some.map(({ consumer }) => consumer),
  ];
  return [
    ...keys(handled),
    ...keys(dead),
    dead.map(({ delivery }) => JSON.stringify(delivery.event)),
    dead.map(({ failure }) => failure?.error),
    dead.map(({ failure }) => failure?.attempts),
    finished,
  ];
}
