import { type Logger, ParleyError, silentLogger } from '@parley/kernel';
import type { ChildRequest } from '../durable.ts';
import { engineError } from '../errors.ts';
import { type HistoryEntry, isTerminal } from '../history.ts';
import type { HistoryListener, Outcome } from '../ports/engine.ts';
import type { Append, StoredEvent, TimeSource } from '../ports/store.ts';
import type { RunHost } from '../scheduler/host.ts';
import { outcomeOf } from '../scheduler/outcome.ts';
import { Run } from '../scheduler/run.ts';
import { ExecutionFactory } from './execution-factory.ts';
import type { EngineOptions } from './options.ts';
import { systemTime } from './system-time.ts';
import { Wakeups } from './wakeups.ts';

const MAX_IDLE_RUNS = 1_000;
const RELOAD_AFTER_MS = 1_000;
const EVENT_PAGE = 500;

/**
 * The executions that are in memory: loads them from their history, gives them what they need to run, and lets those
 * that only wait leave again.
 */
export class Runs implements RunHost {
  readonly historyOnly = false;
  readonly time: TimeSource;
  readonly factory: ExecutionFactory;
  readonly logger: Logger;
  readonly listeners = new Set<HistoryListener>();
  readonly wakeups: Wakeups;
  readonly #options: EngineOptions;
  readonly #runs = new Map<string, Run>();
  /** Loaded runs that have begun to listen for events, by tenant. */
  readonly #listening = new Map<string, Set<Run>>();
  readonly #loading = new Map<string, Promise<Run | undefined>>();
  /** Of executions that broke off: when nothing of them is on its way to the store any more. */
  readonly #settling = new Map<string, Promise<unknown>>();
  /** Loaded runs that only wait, idle for longest first. */
  readonly #idle = new Set<Run>();
  readonly #childWatchers = new Map<string, (outcome: Outcome) => void>();
  readonly #outcomeWatchers = new Map<string, Set<(outcome: Outcome) => void>>();
  #closed = false;
  #sweeping = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.time = options.time ?? systemTime;
    this.factory = new ExecutionFactory(options);
    this.logger = options.logger ?? silentLogger;
    this.wakeups = new Wakeups(
      options.store,
      this.time,
      (executionId) => this.wake(executionId),
      (error) => this.report(error, 'Could not look for executions to wake'),
    );
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** How many executions are in memory. */
  get loaded(): number {
    return this.#runs.size;
  }

  /** The loaded runs of a tenant that an event can concern: to tell all of them would cost as much as there are. */
  listening(tenantId: string): Iterable<Run> {
    return this.#listening.get(tenantId) ?? [];
  }

  /** The run of an execution that is in memory. */
  loadedRun(executionId: string): Run | undefined {
    return this.#runs.get(executionId);
  }

  /** True when the execution of the tenant is in memory and has not ended. */
  isOpen(tenantId: string, executionId: string): boolean {
    const run = this.#runs.get(executionId);
    return run?.start.tenantId === tenantId && run.outcome === undefined;
  }

  /** The run of an execution that has not ended, loaded if need be. */
  async load(executionId: string): Promise<Run | undefined> {
    for (;;) {
      const run = this.#runs.get(executionId) ?? (await this.#loadOnce(executionId));
      if (!run?.stopped || this.#closed || run.outcome) return run?.stopped ? undefined : run;
      // It broke off again at once; what made it do so needs a turn to pass.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Loads an execution so that it goes on; problems go to the log, and it is tried again. */
  async wake(executionId: string): Promise<void> {
    try {
      await this.load(executionId);
    } catch (error) {
      this.report(error, `Could not load execution ${executionId}`);
      this.reloadLater(executionId);
    }
  }

  #loadOnce(executionId: string): Promise<Run | undefined> {
    const loading = this.#loading.get(executionId);
    if (loading) return loading;
    const release = this.time.hold?.();
    const load = this.#replay(executionId).finally(() => {
      this.#loading.delete(executionId);
      release?.();
    });
    this.#loading.set(executionId, load);
    return load;
  }

  async #replay(executionId: string): Promise<Run | undefined> {
    await this.#settling.get(executionId);
    if (this.#closed) throw engineError('engine_closed', 'The engine is shutting down');
    const entries = await this.#options.store.history(executionId);
    const last = entries.at(-1);
    if (!last || isTerminal(last.type)) return undefined;
    return this.#runs.get(executionId) ?? (await this.begin(entries));
  }

  /** Takes up an execution at the end of its history. */
  async begin(entries: readonly HistoryEntry[]): Promise<Run> {
    const { data } = entries[0] as Extract<HistoryEntry, { type: 'ExecutionStarted' }>;
    const body = await this.factory.body(data);
    if (this.#closed) throw engineError('engine_closed', 'The engine is shutting down');
    const loaded = this.#runs.get(entries[0]!.executionId);
    if (loaded) return loaded;
    const run = new Run(entries, this, body);
    this.#runs.set(run.executionId, run);
    run.begin();
    return run;
  }

  #forget(run: Run): void {
    this.#idle.delete(run);
    if (this.#runs.get(run.executionId) === run) this.#runs.delete(run.executionId);
    const own = this.#listening.get(run.start.tenantId);
    own?.delete(run);
    if (own?.size === 0) this.#listening.delete(run.start.tenantId);
  }

  /** Writes entries and tells listeners when they are durable; children that were started begin then. */
  write(appends: readonly Append[]): Promise<void> {
    return this.#options.store.append(appends).then(() => {
      if (this.listeners.size > 0) this.#tell(appends);
    });
  }

  #tell(appends: readonly Append[]): void {
    for (const { tenantId, entries } of appends) {
      if (entries.length === 0) continue;
      for (const listener of this.listeners) listener(tenantId, entries);
    }
  }

  assured(): Promise<void> | undefined {
    return this.#options.store.assured?.();
  }

  append(run: Run, appends: readonly Append[]): Promise<void> {
    if (appends[0]!.entries.length > 0) this.#idle.delete(run);
    const written = this.#holding(this.write(appends));
    if (appends.length === 1) return written;
    return written.then(() => {
      for (const child of appends.slice(1)) void this.wake(child.executionId);
    });
  }

  /** Keeps a virtual clock still while the store works. */
  #holding<T>(work: Promise<T>): Promise<T> {
    const release = this.time.hold?.();
    return release ? work.finally(() => setImmediate(release)) : work;
  }

  defer(callback: () => void): void {
    setImmediate(callback);
  }

  childStart(run: Run, key: string, childId: string, request: ChildRequest): Promise<Append> {
    return this.factory.childStart(run, key, childId, request, this.time.now());
  }

  watchChild(childId: string, ended: (outcome: Outcome) => void, open: () => void): void {
    this.#childWatchers.set(childId, ended);
    this.#holding(this.outcome(childId)).then(
      (outcome) => {
        if (outcome) this.#childEnded(childId, outcome);
        else if (this.#childWatchers.get(childId) === ended) open();
      },
      (error: unknown) => {
        this.report(error, `Could not see whether ${childId} has ended`);
        this.#later(() => {
          if (this.#childWatchers.get(childId) === ended) this.watchChild(childId, ended, open);
        });
      },
    );
  }

  unwatchChild(childId: string): void {
    this.#childWatchers.delete(childId);
  }

  #childEnded(childId: string, outcome: Outcome): void {
    const ended = this.#childWatchers.get(childId);
    this.#childWatchers.delete(childId);
    ended?.(outcome);
  }

  cancelChild(childId: string, reason: string): void {
    this.#holding(this.#cancel(childId, reason)).catch((error: unknown) => {
      this.report(error, `Could not cancel ${childId}`);
      this.#later(() => this.cancelChild(childId, reason));
    });
  }

  async #cancel(executionId: string, reason: string): Promise<void> {
    const run = await this.load(executionId);
    run?.requestCancel(reason);
    await run?.whenDurable();
  }

  loadEvents(run: Run, types: readonly string[] | undefined, after: number): Promise<readonly StoredEvent[]> {
    const { tenantId } = run.start;
    if (this.#runs.get(run.executionId) === run) this.#noteListening(run, tenantId);
    const query = { types, sinceMs: run.startedAt, after, limit: EVENT_PAGE };
    return this.#holding(this.#options.store.events(tenantId, query));
  }

  #noteListening(run: Run, tenantId: string): void {
    const own = this.#listening.get(tenantId);
    if (own) own.add(run);
    else this.#listening.set(tenantId, new Set([run]));
  }

  idle(run: Run): void {
    if (run.stopped) return;
    this.#idle.delete(run);
    this.#idle.add(run);
    const max = this.#options.maxIdleRuns ?? MAX_IDLE_RUNS;
    if (this.#idle.size <= max || this.#sweeping) return;
    this.#sweeping = true;
    // Later, so that a command that has just loaded a run still finds it there.
    setImmediate(() => {
      this.#sweeping = false;
      for (const oldest of this.#idle) {
        if (this.#idle.size <= max) return;
        this.#evict(oldest);
      }
    });
  }

  #evict(run: Run): void {
    const { waiting } = run;
    this.#idle.delete(run);
    // A due timer is about to fire: to evict now would mean to load again at once, for ever.
    if (!waiting || (waiting.wakeAt !== undefined && waiting.wakeAt <= this.time.now())) return;
    run.stop();
    this.#forget(run);
    if (waiting.wakeAt !== undefined) this.wakeups.expect(waiting.wakeAt);
  }

  ended(run: Run, outcome: Outcome): void {
    const { executionId, start } = run;
    this.#forget(run);
    for (const watcher of this.#outcomeWatchers.get(executionId) ?? []) watcher(outcome);
    this.#outcomeWatchers.delete(executionId);
    if (this.#childWatchers.has(executionId)) this.#childEnded(executionId, outcome);
    else if (start.parent && !start.parent.detached) void this.wake(start.parent.executionId);
  }

  broken(run: Run, error: unknown, settled: Promise<unknown>): void {
    const { executionId } = run;
    this.#forget(run);
    if (this.#closed) return;
    const settling = settled.finally(() => {
      if (this.#settling.get(executionId) === settling) this.#settling.delete(executionId);
    });
    this.#settling.set(executionId, settling);
    this.report(error, `Execution ${executionId} could not be recorded`);
    // E9: whoever has the lease goes on with the executions; another call from here would be one too many.
    if (error instanceof ParleyError && error.code === 'lease_lost') this.close();
    else this.reloadLater(executionId);
  }

  /** Loads an execution after a pause, because something failed that may work then. */
  reloadLater(executionId: string): void {
    this.#later(() => void this.wake(executionId));
  }

  #later(again: () => void): void {
    const at = this.time.now() + (this.#options.reloadAfterMs ?? RELOAD_AFTER_MS);
    this.time.schedule(at, () => {
      if (!this.#closed) again();
    });
  }

  report(error: unknown, message: string): void {
    this.logger.error({ err: error }, message);
  }

  /** How an execution ended; undefined while it has not. */
  async outcome(executionId: string): Promise<Outcome | undefined> {
    const status = (await this.#options.store.head(executionId))?.status;
    if (status !== 'completed' && status !== 'faulted' && status !== 'cancelled') return undefined;
    const last = (await this.#options.store.history(executionId)).at(-1);
    return last && outcomeOf(last);
  }

  /** Calls back when the execution ends; the returned function prevents it. */
  onOutcome(executionId: string, watcher: (outcome: Outcome) => void): () => void {
    const watchers = this.#outcomeWatchers.get(executionId) ?? new Set();
    this.#outcomeWatchers.set(executionId, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#outcomeWatchers.delete(executionId);
    };
  }

  close(): void {
    this.#closed = true;
    this.wakeups.stop();
    for (const run of this.#runs.values()) run.stop();
    this.#runs.clear();
    this.#listening.clear();
    this.#idle.clear();
  }
}
