import type { Clock, Logger } from '@parley/kernel';
import type { ServiceDatabase } from '../database/service-database.ts';

/** One kind of row that is deleted when it has been done with for long enough. */
export interface RetentionRule {
  /** For the log. */
  readonly name: string;
  readonly database: ServiceDatabase;
  readonly keepMs: number;
  /** Deletes at most `limit` of what was done with before `before`, in one transaction, and gives how many those were. */
  readonly sweep: (database: ServiceDatabase, before: Date, limit: number) => Promise<number>;
}

export interface RetentionOptions {
  readonly rules: readonly RetentionRule[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** When, after the start; processes that live for less than an hour delete too. Default a minute. */
  readonly firstMs?: number;
  /** How long after it was through. Default an hour. */
  readonly everyMs?: number;
  /** Rows in one transaction. Default 500. */
  readonly batch?: number;
  /** Pause between two transactions, so that the work in hand goes first. Default 20 ms. */
  readonly pauseMs?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Deletes in the background what need not be kept any longer, in small transactions that indexes lead to. */
export class RetentionJob {
  readonly #options: RetentionOptions;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#runIn(this.#options.firstMs ?? MINUTE_MS);
  }

  #runIn(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.run().then(() => {
        if (!this.#stopped.signal.aborted) this.#runIn(this.#options.everyMs ?? HOUR_MS);
      });
    }, ms);
    this.#timer.unref();
  }

  /** Ends after the transaction in hand. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopped.abort();
    await this.#running;
  }

  /** Applies every rule to its end; gives how much each deleted. A rule that fails does not keep the others from it. */
  async run(): Promise<Readonly<Record<string, number>>> {
    const deleted: Record<string, number> = {};
    for (const rule of this.#options.rules) {
      try {
        deleted[rule.name] = await this.#apply(rule);
        if (deleted[rule.name]! > 0)
          this.#options.logger.info({ rule: rule.name, deleted: deleted[rule.name] }, 'deleted');
      } catch (error) {
        this.#options.logger.error({ err: error, rule: rule.name }, 'what is past its time could not be deleted');
      }
    }
    return deleted;
  }

  async #apply({ database, keepMs, sweep }: RetentionRule): Promise<number> {
    const { clock, batch = 500, pauseMs = 20 } = this.#options;
    const before = new Date(clock.now() - keepMs);
    let total = 0;
    while (!this.#stopped.signal.aborted) {
      const count = await sweep(database, before, batch);
      total += count;
      if (count < batch) break;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return total;
  }
}
