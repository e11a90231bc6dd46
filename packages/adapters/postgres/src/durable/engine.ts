import {
  type CloudEvent,
  type EngineOptions,
  type ExecutionEngine,
  type ExecutionStore,
  engineError,
  type ForkRequest,
  type HistoryEntry,
  type HistoryListener,
  LocalEngine,
  type Outcome,
  type StartRequest,
} from '@parley/engine';
import { type Logger, silentLogger } from '@parley/kernel';
import { type ExecutionStoreOptions, openExecutionStore, type PostgresExecutionStore } from './execution-store.ts';

export interface PostgresEngineOptions
  extends Omit<EngineOptions, 'store'>,
    Pick<ExecutionStoreOptions, 'database' | 'pollMs' | 'leaseTtlMs' | 'statementTimeoutMs' | 'announce'> {
  /** How long a command waits while no worker in this process is active. Default 10,000 ms. */
  readonly commandWaitMs?: number;
  /** What the engine works with instead of the store itself: for example one that keeps large values elsewhere. */
  readonly wrapStore?: (store: ExecutionStore) => ExecutionStore;
}

/** The engine of this process while it is the active worker. */
interface Active {
  readonly engine: LocalEngine;
  readonly store: PostgresExecutionStore;
}

const COMMAND_WAIT_MS = 10_000;
const PAUSE_MS = 500;

/**
 * The engine on PostgreSQL. Of all processes that start one on a database, one is active: it holds the lease and runs
 * every execution; the others stand by, and the first of them to get the lease when it is free takes up what is
 * unfinished. Commands wait while the lease changes hands; in a process that stands by for longer they raise
 * `engine_closed`, which is retryable.
 */
export function startPostgresEngine(options: PostgresEngineOptions): ExecutionEngine {
  return new PostgresEngine(options);
}

class PostgresEngine implements ExecutionEngine {
  readonly #options: PostgresEngineOptions;
  readonly #logger: Logger;
  readonly #listeners = new Map<HistoryListener, (() => void) | undefined>();
  readonly #closed = new AbortController();
  readonly #running: Promise<void>;
  #active: Active | undefined;
  #observers: (() => void)[] = [];

  constructor(options: PostgresEngineOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#running = this.#run();
  }

  start(request: StartRequest): Promise<void> {
    return this.#do((engine) => engine.start(request));
  }

  resolve(tenantId: string, executionId: string, name: string, value: unknown): Promise<boolean> {
    return this.#do((engine) => engine.resolve(tenantId, executionId, name, value));
  }

  deliverEvent(tenantId: string, event: CloudEvent): Promise<void> {
    return this.#do((engine) => engine.deliverEvent(tenantId, event));
  }

  cancel(tenantId: string, executionId: string, reason: string): Promise<void> {
    return this.#do((engine) => engine.cancel(tenantId, executionId, reason));
  }

  suspend(tenantId: string, executionId: string, reason?: string): Promise<void> {
    return this.#do((engine) => engine.suspend(tenantId, executionId, reason));
  }

  resume(tenantId: string, executionId: string): Promise<void> {
    return this.#do((engine) => engine.resume(tenantId, executionId));
  }

  retry(tenantId: string, executionId: string, newExecutionId: string): Promise<void> {
    return this.#do((engine) => engine.retry(tenantId, executionId, newExecutionId));
  }

  fork(request: ForkRequest): Promise<void> {
    return this.#do((engine) => engine.fork(request));
  }

  history(tenantId: string, executionId: string): Promise<readonly HistoryEntry[]> {
    return this.#do((engine) => engine.history(tenantId, executionId));
  }

  timeline(tenantId: string, executionId: string): ReturnType<ExecutionEngine['timeline']> {
    return this.#do((engine) => engine.timeline(tenantId, executionId));
  }

  async outcome(tenantId: string, executionId: string): Promise<Outcome> {
    for (;;) {
      const { engine, store } = await this.#whenActive();
      // An engine that was replaced does not learn how the execution goes on: its successor is asked again.
      const outcome = await Promise.race([engine.outcome(tenantId, executionId), store.ended]);
      if (outcome) return outcome;
    }
  }

  onHistory(listener: HistoryListener): () => void {
    this.#listeners.set(listener, this.#active?.engine.onHistory(listener));
    return () => {
      this.#listeners.get(listener)?.();
      this.#listeners.delete(listener);
    };
  }

  /** Resolves when this process has become the active worker and has taken up what was unfinished. */
  async recover(): Promise<void> {
    while (!this.#active && !this.#closed.signal.aborted) await this.#change();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#tell();
    await this.#active?.engine.close();
    await this.#active?.store.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      const { database, pollMs, leaseTtlMs, statementTimeoutMs, announce } = this.#options;
      const store = await openExecutionStore({
        ...{ database, signal, logger: this.#logger },
        ...(pollMs !== undefined && { pollMs }),
        ...(leaseTtlMs !== undefined && { leaseTtlMs }),
        ...(statementTimeoutMs !== undefined && { statementTimeoutMs }),
        ...(announce && { announce }),
      });
      if (!store) return;
      await this.#work(store);
      await store.close();
    }
  }

  /** Works until the lease is lost or the engine is closed. */
  async #work(store: PostgresExecutionStore): Promise<void> {
    const engine = new LocalEngine({ ...this.#options, store: this.#options.wrapStore?.(store) ?? store });
    try {
      for (const listener of this.#listeners.keys()) this.#listeners.set(listener, engine.onHistory(listener));
      await engine.recover();
      this.#active = { engine, store };
      this.#logger.info({ epoch: store.epoch }, 'this process runs the executions');
      this.#tell();
      if (!this.#closed.signal.aborted) await store.ended;
    } catch (error) {
      this.#logger.error({ error }, 'executions could not be taken up; the lease is given back');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    this.#active = undefined;
    await engine.close();
  }

  async #do<T>(command: (engine: LocalEngine) => Promise<T>): Promise<T> {
    return command((await this.#whenActive()).engine);
  }

  async #whenActive(): Promise<Active> {
    if (this.#active) return this.#active;
    const deadline = Date.now() + (this.#options.commandWaitMs ?? COMMAND_WAIT_MS);
    while (!this.#active && !this.#closed.signal.aborted && Date.now() < deadline) {
      await this.#change(deadline - Date.now());
    }
    if (this.#active) return this.#active;
    throw engineError('engine_closed', 'No worker in this process is active', { hint: 'Try again in a moment.' });
  }

  /** Resolves when the engine becomes active or is closed, or after `limitMs`. */
  #change(limitMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = limitMs === undefined ? undefined : setTimeout(resolve, limitMs);
      this.#observers.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #tell(): void {
    for (const observer of this.#observers.splice(0)) observer();
  }
}
