import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, ParleyError } from '@parley/kernel';
import { isConnectionLoss } from '../database/pg-errors.ts';

export interface GroupCommitterOptions<Item, Result> {
  /**
   * Makes all items durable in one transaction, in order, and gives their results. Called again with the same items
   * and `again` set when the connection was lost, since nobody knows whether they were: it must not double anything.
   */
  readonly commit: (items: readonly Item[], again: boolean) => Promise<readonly Result[]>;
  /** How much of a batch an item takes. */
  readonly weightOf: (item: Item) => number;
  /** Weight after which a batch is full. */
  readonly maxWeight: number;
  /** True when `item` must fail because `failed`, which came before it, did. */
  readonly dependsOn: (item: Item, failed: Item) => boolean;
  readonly logger: Logger;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Commits what many callers bring in batches: while one batch is on its way to the disk the next one gathers, so that
 * one flush pays for all of them. Items become durable in the order in which they were added.
 */
export class GroupCommitter<Item, Result> {
  readonly #options: GroupCommitterOptions<Item, Result>;
  #queue: Waiting<Item, Result>[] = [];
  #busy = false;
  #closed: ParleyError | undefined;

  constructor(options: GroupCommitterOptions<Item, Result>) {
    this.#options = options;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(this.#closed);
        return;
      }
      this.#queue.push({ item, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      // Everything that becomes ready in this turn of the event loop goes along.
      setImmediate(() => void this.#run());
    });
  }

  /** Rejects everything that is not durable yet, and whatever comes later. */
  close(reason: ParleyError): void {
    this.#closed ??= reason;
    this.#rejectAll(this.#queue.splice(0), this.#closed);
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) await this.#settle(this.#take());
    this.#busy = false;
  }

  #take(): Waiting<Item, Result>[] {
    const { weightOf, maxWeight } = this.#options;
    let weight = 0;
    let count = 0;
    for (; count < this.#queue.length && weight < maxWeight; count += 1) weight += weightOf(this.#queue[count]!.item);
    if (count < this.#queue.length) return this.#queue.splice(0, count);
    const all = this.#queue;
    this.#queue = [];
    return all;
  }

  async #settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#commit(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
    } catch (error) {
      await this.#onFailure(batch, error);
    }
  }

  /** Tries for as long as the database is away. */
  async #commit(items: readonly Item[]): Promise<readonly Result[]> {
    const { commit, logger } = this.#options;
    for (let attempt = 0; ; attempt += 1) {
      if (this.#closed) throw this.#closed;
      try {
        return await commit(items, attempt > 0);
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
        logger.warn({ error, items: items.length }, 'the database is away; the batch will be tried again');
        await delay(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10)));
      }
    }
  }

  /** One bad item must not take the others along: each gets a transaction of its own. */
  async #onFailure(batch: readonly Waiting<Item, Result>[], error: unknown): Promise<void> {
    if (isFinal(error)) {
      this.close(error);
      this.#rejectAll(batch, error);
      return;
    }
    const [only] = batch;
    if (only && batch.length === 1) {
      only.reject(error);
      this.#rejectDependents(only.item, error);
      return;
    }
    const failed: Waiting<Item, Result>[] = [];
    for (const one of batch) {
      const cause = failed.find(({ item }) => this.#options.dependsOn(one.item, item));
      if (cause || this.#closed) one.reject(this.#closed ?? error);
      else await this.#settleAlone(one, failed);
    }
  }

  async #settleAlone(one: Waiting<Item, Result>, failed: Waiting<Item, Result>[]): Promise<void> {
    try {
      const [result] = await this.#commit([one.item]);
      one.resolve(result!);
    } catch (error) {
      if (isFinal(error)) this.close(error);
      failed.push(one);
      one.reject(error);
      this.#rejectDependents(one.item, error);
    }
  }

  #rejectDependents(failed: Item, error: unknown): void {
    const { dependsOn } = this.#options;
    const dependent = this.#queue.filter(({ item }) => dependsOn(item, failed));
    if (dependent.length === 0) return;
    this.#queue = this.#queue.filter(({ item }) => !dependsOn(item, failed));
    this.#rejectAll(dependent, error);
  }

  #rejectAll(waiting: readonly Waiting<Item, Result>[], error: unknown): void {
    for (const { reject } of waiting) reject(error);
  }
}

/** True for errors after which nothing can be committed any more. */
function isFinal(error: unknown): error is ParleyError {
  return error instanceof ParleyError && (error.code === 'lease_lost' || error.code === 'engine_closed');
}
