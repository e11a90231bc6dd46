import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@parley/kernel';
import { FairGate } from '@parley/module-workflow';
import { isConnectionLoss } from '../database/pg-errors.ts';
import type { Consumer, LocalEventBus } from './bus.ts';
import type { Delivery } from './outbox-reader.ts';
import type { Outcome, OutcomeWriter } from './outcome-writer.ts';

export interface DispatcherOptions {
  readonly bus: LocalEventBus;
  readonly writer: OutcomeWriter;
  readonly logger: Logger;
  /** Handlers that run at once. */
  readonly concurrency: number;
  /** Failures after which an event goes to the dead letters. */
  readonly maxAttempts: number;
  /** Wait after the first failure, doubled after each further one up to `maxBackoffMs`. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** A handler that takes longer has failed; it may still end, and being called again must not harm. */
  readonly handlerTimeoutMs: number;
}

/** Calls the consumers: in order per consumer and subject, side by side otherwise, again with backoff on failure. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** Tenants take turns, so that one's thousands of events do not hold up another's one. */
  readonly #gate: FairGate;
  /** The newest work of each consumer and subject; what comes next starts after it. */
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #stopped = new AbortController();
  #observers: (() => void)[] = [];
  #open = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#gate = new FairGate({ total: options.concurrency, perTenant: options.concurrency });
  }

  /** Events that were taken and are not done yet. */
  get open(): number {
    return this.#open;
  }

  take(delivery: Delivery): void {
    const { bus, writer } = this.#options;
    const consumers = bus
      .consumersOf(delivery.event, delivery.consumer)
      .filter(({ name }) => !delivery.handledBy.includes(name));
    this.#open += 1;
    void Promise.all(consumers.map((consumer) => this.#enqueue(consumer, delivery))).then((settled) => {
      if (settled.every(Boolean)) writer.finish(delivery);
      this.#open -= 1;
      this.#tell();
    });
  }

  /** Resolves when fewer than `count` events are open, or when it is stopped. */
  async below(count: number): Promise<void> {
    while (this.#open >= count && !this.#stopped.signal.aborted) {
      await new Promise<void>((resolve) => this.#observers.push(resolve));
    }
  }

  /** Starts no handler any more. */
  halt(): void {
    this.#stopped.abort();
    this.#tell();
  }

  /** Resolves when the handlers that were running when it was halted are through. */
  async halted(): Promise<void> {
    await Promise.all(this.#lanes.values());
  }

  #tell(): void {
    const observers = this.#observers;
    this.#observers = [];
    for (const observer of observers) observer();
  }

  async #enqueue(consumer: Consumer, delivery: Delivery): Promise<boolean> {
    const key = `${consumer.name}\n${delivery.tenantId}\n${delivery.event.subject}`;
    const before = this.#lanes.get(key) ?? Promise.resolve();
    const work = before.then(() => this.#deliver(consumer, delivery));
    const lane = work.then(() => {
      if (this.#lanes.get(key) === lane) this.#lanes.delete(key);
    });
    this.#lanes.set(key, lane);
    return work;
  }

  /** Resolves to false when it was stopped before the event was handled or given up. */
  async #deliver(consumer: Consumer, delivery: Delivery): Promise<boolean> {
    const { writer } = this.#options;
    for (let attempts = 1; ; attempts += 1) {
      const release = await this.#gate.enter(delivery.tenantId);
      const outcome = await this.#attempt(consumer, delivery, attempts).finally(release);
      if (outcome === 'stopped') return false;
      if (outcome !== 'again') {
        writer.add(outcome);
        return true;
      }
      await this.#pause(attempts);
    }
  }

  async #attempt(consumer: Consumer, delivery: Delivery, attempts: number): Promise<Outcome | 'again' | 'stopped'> {
    const { logger, maxAttempts } = this.#options;
    if (this.#stopped.signal.aborted) return 'stopped';
    try {
      await this.#inTime(consumer.handle(delivery.event));
      return { delivery, consumer: consumer.name };
    } catch (error) {
      const { id, type, accountid } = delivery.event;
      logger.warn(
        { error, attempts, consumer: consumer.name, eventId: id, type, accountid },
        'an event handler failed',
      );
      // While the database is away nothing can be handled; that is not the event's fault.
      if (attempts < maxAttempts || isConnectionLoss(error)) return 'again';
      const message = error instanceof Error ? error.message : String(error);
      return { delivery, consumer: consumer.name, failure: { error: message.replaceAll('\0', ''), attempts } };
    }
  }

  /** Rejects when the handler is not through in time, so that it holds neither its place nor what comes after it. */
  async #inTime(handling: Promise<void>): Promise<void> {
    const { handlerTimeoutMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`The handler took longer than ${handlerTimeoutMs} ms`)),
        handlerTimeoutMs,
      );
    });
    try {
      await Promise.race([handling, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #pause(attempts: number): Promise<void> {
    const { backoffMs, maxBackoffMs } = this.#options;
    const ms = Math.min(maxBackoffMs, backoffMs * 2 ** Math.min(attempts - 1, 30));
    await delay(ms, undefined, { signal: this.#stopped.signal }).catch(() => {});
  }
}
