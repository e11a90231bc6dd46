import type pg from 'pg';
import { postgresError } from '../errors.ts';
import { toPostgresError } from './pg-errors.ts';
import { statementName } from './statements.ts';

/** Statements that run together: all of them take effect, or none. */
export interface Transaction {
  /** The tenant whose rows can be seen; undefined in a system transaction, which sees all. */
  readonly tenantId: string | undefined;
  /** Runs a statement and resolves to its rows. Values are `$1`, `$2`, ... and never part of the text. */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The first row, or undefined where there is none. */
  maybeOne<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Row | undefined>;
  /** Runs a statement and resolves to the number of rows it changed. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
  /** Tells the database's listeners of `topic` once the transaction is committed, and never if it is not. */
  announce(topic: string): void;
}

/** How a transaction is opened; the text goes out together with the first statement. */
export interface TransactionStart {
  readonly begin: string;
  readonly tenantId: string | undefined;
  /** Resolve without waiting for the answer to COMMIT: nothing was written. */
  readonly readOnly: boolean;
  /** Called after the commit with what the transaction announced. */
  readonly onAnnounced?: (topic: string) => void;
}

/**
 * Runs `work` in a transaction on a connection of `pool`. BEGIN, the tenant's setting and the first statement leave in
 * one flight (the connections are in pipeline mode), COMMIT in the last: no round trip is spent on the frame.
 */
export async function runTransaction<T>(
  pool: pg.Pool,
  start: TransactionStart,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toPostgresError(error);
  });
  const tx = new PoolTransaction(client, start.tenantId);
  let broken: Error | undefined;
  let result: T;
  try {
    tx.open(start.begin);
    result = await work(tx);
    if (start.readOnly) tx.finishReading();
    else await tx.commit();
  } catch (error) {
    broken = await tx.rollback();
    throw error;
  } finally {
    client.release(broken);
  }
  for (const topic of tx.announced) start.onAnnounced?.(topic);
  return result;
}

class PoolTransaction implements Transaction {
  readonly tenantId: string | undefined;
  readonly #client: pg.PoolClient;
  readonly announced = new Set<string>();
  #begun: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(client: pg.PoolClient, tenantId: string | undefined) {
    this.#client = client;
    this.tenantId = tenantId;
  }

  open(begin: string): void {
    this.#begun = this.#client.query(begin);
    // Awaited at the end; a failure in between also fails the statements behind it.
    this.#begun.catch(() => {});
  }

  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#send<Row>(text, values)).rows;
  }

  async maybeOne<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row | undefined> {
    return (await this.#send<Row>(text, values)).rows[0];
  }

  async execute(text: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.#send(text, values)).rowCount ?? 0;
  }

  announce(topic: string): void {
    this.announced.add(topic);
  }

  async commit(): Promise<void> {
    this.#ended = true;
    const both = Promise.all([this.#begun, this.#client.query('COMMIT')]);
    const [, committed] = await both.catch((error: unknown) => {
      throw toPostgresError(error);
    });
    // PostgreSQL answers COMMIT with ROLLBACK when a statement failed, even if the caller swallowed that error.
    if (committed.command !== 'COMMIT') {
      throw postgresError('transaction_ended', 'The transaction was rolled back because one of its statements failed');
    }
  }

  finishReading(): void {
    this.#ended = true;
    // The next user of the connection queues behind this; a lost connection fails that one's statements.
    this.#client.query('COMMIT').catch(() => {});
  }

  /** Resolves to the error that makes the connection useless, if any. */
  async rollback(): Promise<Error | undefined> {
    this.#ended = true;
    try {
      await Promise.all([this.#begun, this.#client.query('ROLLBACK')]);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  async #send<Row extends object>(text: string, values: readonly unknown[]): Promise<pg.QueryResult<Row>> {
    if (this.#ended) throw postgresError('transaction_ended', 'The transaction has ended; await every query in it');
    const name = statementName(text);
    try {
      return await this.#client.query<Row>({ text, values: values as unknown[], ...(name !== undefined && { name }) });
    } catch (error) {
      throw toPostgresError(error);
    }
  }
}
