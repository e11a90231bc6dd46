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
  /** What an item belongs to: items that share a key become durable in order, none without the earlier ones. */
  readonly keysOf: (item: Item) => readonly string[];
  /** Batches on their way at once; more than one lets this process work while the database does. */
  readonly maxInFlight: number;
  readonly logger: Logger;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly keys: readonly string[];
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

type Batch<Item, Result> = readonly Waiting<Item, Result>[];

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;
// Fewer items than this are not worth a second flush to the disk.
const WORTH_SPLITTING = 32;

/**
 * Commits what many callers bring in batches: while one batch is on its way to the disk the next one gathers, so that
 * one flush pays for all of them. Items that share a key become durable in the order in which they were added.
 */
export class GroupCommitter<Item, Result> {
  readonly #options: GroupCommitterOptions<Item, Result>;
  #queue: Waiting<Item, Result>[] = [];
  /** Keys of the batches in flight; no two of these share one. */
  readonly #held = new Set<string>();
  #flying = 0;
  #scheduled = false;
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
      this.#queue.push({ item, keys: this.#options.keysOf(item), resolve, reject });
      this.#schedule();
    });
  }

  /** Rejects everything that is not durable yet, and whatever comes later. */
  close(reason: ParleyError): void {
    this.#closed ??= reason;
    rejectAll(this.#queue.splice(0), this.#closed);
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0 || this.#flying >= this.#options.maxInFlight) return;
    this.#scheduled = true;
    // Everything that becomes ready in this turn of the event loop goes along.
    setImmediate(() => {
      this.#scheduled = false;
      this.#launch();
    });
  }

  #launch(): void {
    while (this.#flying < this.#options.maxInFlight && this.#queue.length > 0) {
      const batch = this.#take();
      if (batch.length === 0) return;
      this.#flying += 1;
      for (const { keys } of batch) for (const key of keys) this.#held.add(key);
      void this.#settle(batch).then(() => {
        this.#flying -= 1;
        for (const { keys } of batch) for (const key of keys) this.#held.delete(key);
        this.#schedule();
      });
    }
  }

  /** The next batch: nothing that must wait for a batch in flight, and a share of the rest when there is much. */
  #take(): Batch<Item, Result> {
    const { weightOf, maxWeight, maxInFlight } = this.#options;
    const share =
      this.#queue.length < WORTH_SPLITTING
        ? this.#queue.length
        : Math.ceil(this.#queue.length / (maxInFlight - this.#flying));
    const batch: Waiting<Item, Result>[] = [];
    const rest: Waiting<Item, Result>[] = [];
    const passedOver = new Set<string>();
    let weight = 0;
    for (const waiting of this.#queue) {
      const full = weight >= maxWeight || batch.length >= share;
      if (full || waiting.keys.some((key) => this.#held.has(key) || passedOver.has(key))) {
        rest.push(waiting);
        for (const key of waiting.keys) passedOver.add(key);
      } else {
        batch.push(waiting);
        weight += weightOf(waiting.item);
      }
    }
    this.#queue = rest;
    return batch;
  }

  async #settle(batch: Batch<Item, Result>): Promise<void> {
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
  async #onFailure(batch: Batch<Item, Result>, error: unknown): Promise<void> {
    if (isFinal(error)) {
      this.close(error);
      rejectAll(batch, error);
      return;
    }
    const failed = new Set<string>();
    for (const one of batch) {
      if (this.#closed || one.keys.some((key) => failed.has(key))) one.reject(this.#closed ?? error);
      else if (!(await this.#settleAlone(one, batch.length > 1 ? undefined : error))) {
        for (const key of one.keys) failed.add(key);
      }
    }
    const dependent = this.#queue.filter(({ keys }) => keys.some((key) => failed.has(key)));
    this.#queue = this.#queue.filter((waiting) => !dependent.includes(waiting));
    rejectAll(dependent, error);
  }

  /** False when the item failed; `known` is the error it has failed with already. */
  async #settleAlone(one: Waiting<Item, Result>, known: unknown): Promise<boolean> {
    try {
      if (known !== undefined) throw known;
      const [result] = await this.#commit([one.item]);
      one.resolve(result!);
      return true;
    } catch (error) {
      if (isFinal(error)) this.close(error);
      one.reject(error);
      return false;
    }
  }
}

function rejectAll<Item, Result>(batch: Batch<Item, Result>, error: unknown): void {
  for (const { reject } of batch) reject(error);
}

/** True for errors after which nothing can be committed any more. */
function isFinal(error: unknown): error is ParleyError {
  return error instanceof ParleyError && (error.code === 'lease_lost' || error.code === 'engine_closed');
}
