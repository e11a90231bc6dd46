import { type Logger, silentLogger } from '@parley/kernel';
import { acquireLease } from '../database/lease.ts';
import type { ServiceDatabase } from '../database/service-database.ts';
import { OUTBOX_TOPIC } from './append.ts';
import type { LocalEventBus } from './bus.ts';
import { Dispatcher } from './dispatcher.ts';
import { OutboxReader } from './outbox-reader.ts';
import { OutcomeWriter } from './outcome-writer.ts';

export interface RelayOptions {
  /** The database whose outbox is delivered. */
  readonly database: ServiceDatabase;
  readonly bus: LocalEventBus;
  readonly logger?: Logger;
  /** How often the outbox is looked at when nothing in this process wrote to it. Default 500 ms. */
  readonly pollMs?: number;
  /** Handlers that run at once. Default 32. */
  readonly concurrency?: number;
  /** Failures after which an event goes to the dead letters. Default 10, which takes about a minute. */
  readonly maxAttempts?: number;
  /** Wait after the first failure, doubled after each further one. Default 100 ms. */
  readonly backoffMs?: number;
  /** Longest wait between two attempts. Default 30,000 ms. */
  readonly maxBackoffMs?: number;
  /** A handler that takes longer has failed, as far as the relay is concerned. Default 60,000 ms. */
  readonly handlerTimeoutMs?: number;
}

/** Delivers what transactions publish. */
export interface OutboxRelay {
  /** Resolves when everything that was committed before the call is handled, or with the dead letters. */
  drained(): Promise<void>;
  /** Lets running handlers end and stops; what is left is delivered after the next start. */
  stop(): Promise<void>;
}

const PAGE = 256;
// Events in memory at once; a subject whose handler keeps failing holds up the others only when all of these are stuck.
const WINDOW = 8192;
const HELD_POLL_MS = 5;
const ERROR_PAUSE_MS = 200;

/**
 * Starts to deliver the events of a database to the bus's consumers, at least once each and in order per subject. One
 * process at a time delivers a database's events; others stand by.
 */
export function startOutboxRelay(options: RelayOptions): OutboxRelay {
  return new Relay(options);
}

class Relay implements OutboxRelay {
  readonly #options: RelayOptions;
  readonly #logger: Logger;
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;
  readonly #unlisten: () => void;
  #woken = false;
  #wake: () => void = () => {};
  /** Counts complete passes over the outbox that found nothing and left nothing open. */
  #emptyPasses = 0;
  #observers: (() => void)[] = [];

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#logger = (options.logger ?? silentLogger).child({ relay: options.database.service });
    this.#unlisten = options.database.listen(OUTBOX_TOPIC, () => this.#nudge());
    this.#running = this.#run();
  }

  async drained(): Promise<void> {
    // The pass that is under way may have begun before the caller's commit.
    const target = this.#emptyPasses + 2;
    while (this.#emptyPasses < target && !this.#stopped.signal.aborted) {
      const passed = new Promise<void>((resolve) => this.#observers.push(resolve));
      this.#nudge();
      await passed;
    }
  }

  async stop(): Promise<void> {
    this.#unlisten();
    this.#stopped.abort();
    this.#nudge();
    this.#tell();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { database } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const lease = await acquireLease({ url: database.systemUrl, name: 'outbox', logger: this.#logger, signal });
      if (!lease) return;
      const over = new AbortController();
      void lease.ended.then(() => over.abort());
      signal.addEventListener('abort', () => over.abort(), { signal: over.signal });
      over.signal.addEventListener('abort', () => this.#nudge());
      await this.#deliver(over.signal);
      await lease.release();
    }
  }

  /** Delivers until `over`. */
  async #deliver(over: AbortSignal): Promise<void> {
    const { database, bus, concurrency = 32, maxAttempts = 10, backoffMs = 100, maxBackoffMs = 30_000 } = this.#options;
    const { handlerTimeoutMs = 60_000 } = this.#options;
    const writer = new OutcomeWriter(database);
    const dispatcher = new Dispatcher({
      ...{ bus, writer, concurrency, maxAttempts, backoffMs, maxBackoffMs, handlerTimeoutMs },
      logger: this.#logger,
    });
    const reader = new OutboxReader(database, PAGE);
    over.addEventListener('abort', () => dispatcher.halt());
    while (!over.aborted) {
      try {
        await this.#pass(reader, dispatcher, writer);
      } catch (error) {
        this.#logger.warn({ error }, 'the outbox cannot be read or written');
        this.#woken = false;
        await this.#sleep(ERROR_PAUSE_MS);
      }
    }
    await dispatcher.halted();
    await writer.flush().catch((error: unknown) => {
      this.#logger.warn({ error }, 'outcomes could not be written; the events will be delivered again');
    });
  }

  async #pass(reader: OutboxReader, dispatcher: Dispatcher, writer: OutcomeWriter): Promise<void> {
    const { pollMs = 500 } = this.#options;
    await dispatcher.below(WINDOW);
    this.#woken = false;
    const page = await reader.next();
    for (const delivery of page.deliveries) dispatcher.take(delivery);
    if (page.more) return;
    if (page.deliveries.length === 0 && !page.held && dispatcher.open === 0) {
      await writer.flush();
      this.#emptyPasses += 1;
      this.#tell();
    }
    const pause = this.#sleep(page.held ? HELD_POLL_MS : pollMs);
    await (dispatcher.open > 0 ? Promise.race([dispatcher.below(1), pause]) : pause);
  }

  #nudge(): void {
    this.#woken = true;
    this.#wake();
  }

  #tell(): void {
    const observers = this.#observers;
    this.#observers = [];
    for (const observer of observers) observer();
  }

  /** Waits, unless an event was committed since the last look or is while it waits. */
  async #sleep(ms: number): Promise<void> {
    if (this.#woken || this.#stopped.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
