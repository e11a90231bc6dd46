import type { CloudEvent } from '../durable.ts';
import { engineError } from '../errors.ts';
import type { HistoryEntry, StartData } from '../history.ts';
import type { TaskEvent } from '../interpret/observer.ts';
import type { ExecutionEngine, ForkRequest, HistoryListener, Outcome, StartRequest } from '../ports/engine.ts';
import type { ExecutionHead } from '../ports/store.ts';
import type { Run } from '../scheduler/run.ts';
import { startEntry } from './execution-factory.ts';
import { assertForkable, faultedTask, forkedStart } from './fork.ts';
import type { EngineOptions } from './options.ts';
import { replayTimeline } from './replay.ts';
import { Runs } from './runs.ts';

const PAGE = 200;

/**
 * The engine of one worker process over an {@link ExecutionStore}: what the memory driver and the PostgreSQL driver
 * share. Only one may be active on a store at a time; the store refuses the appends of another (E9).
 */
export class LocalEngine implements ExecutionEngine {
  readonly #options: EngineOptions;
  readonly #runs: Runs;
  readonly #starting = new Map<string, Promise<void>>();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#runs = new Runs(options);
  }

  /** How many executions are in memory. */
  get loaded(): number {
    return this.#runs.loaded;
  }

  async start(request: StartRequest): Promise<void> {
    await this.#startOnce(request.executionId, () => this.#runs.factory.startData(request));
  }

  async #startOnce(
    executionId: string,
    start: () => Promise<StartData>,
    before: readonly HistoryEntry[] = [],
  ): Promise<void> {
    this.#assertOpen();
    const running = this.#starting.get(executionId);
    if (running) return await running;
    const release = this.#runs.time.hold?.();
    const begin = this.#begin(executionId, start, before).finally(() => {
      this.#starting.delete(executionId);
      release?.();
    });
    this.#starting.set(executionId, begin);
    return await begin;
  }

  async #begin(executionId: string, start: () => Promise<StartData>, before: readonly HistoryEntry[]): Promise<void> {
    const data = await start();
    const { tenantId } = data;
    const known = await this.#options.store.head(executionId);
    if (known && known.tenantId !== tenantId) {
      throw engineError('execution_id_taken', `The id ${executionId} is taken`, { hint: 'Choose another id.' });
    }
    if (known) return;
    const entries = [startEntry(executionId, data, this.#runs.time.now()), ...before];
    await this.#runs.write([{ tenantId, executionId, entries }]);
    // It is started whatever happens now: what fails here, a secret that cannot be read for one, is tried again.
    await this.#runs.begin(entries).catch((error: unknown) => {
      this.#runs.report(error, `Could not begin execution ${executionId}`);
      this.#runs.reloadLater(executionId);
    });
  }

  async resolve(tenantId: string, executionId: string, name: string, value: unknown): Promise<boolean> {
    const run = await this.#open(tenantId, executionId);
    const first = run.resolve(name, value ?? null);
    await run.whenDurable();
    return first;
  }

  async deliverEvent(tenantId: string, event: CloudEvent): Promise<void> {
    this.#assertOpen();
    const { store } = this.#options;
    const stored = await store.keepEvent(tenantId, event, this.#runs.time.now());
    if (stored) for (const run of [...this.#runs.listening(tenantId)]) run.events.arrived(stored);
    // Also for one that is kept already: whoever brings it again may do so because this failed the first time.
    let after: string | undefined;
    for (;;) {
      const page = await store.listening(tenantId, event.type, after, PAGE);
      await Promise.all(page.filter((id) => !this.#runs.loadedRun(id)).map((id) => this.#runs.wake(id)));
      if (page.length < PAGE) return;
      after = page.at(-1);
    }
  }

  async cancel(tenantId: string, executionId: string, reason: string): Promise<void> {
    const run = await this.#find(tenantId, executionId);
    run?.requestCancel(reason);
    await run?.whenDurable();
  }

  async suspend(tenantId: string, executionId: string, reason?: string): Promise<void> {
    const run = await this.#open(tenantId, executionId);
    run.suspend(reason);
    await run.whenDurable();
  }

  async resume(tenantId: string, executionId: string): Promise<void> {
    const run = await this.#open(tenantId, executionId);
    run.unsuspend();
    await run.whenDurable();
  }

  async retry(tenantId: string, executionId: string, newExecutionId: string): Promise<void> {
    const at = faultedTask(executionId, await this.history(tenantId, executionId));
    await this.fork({ tenantId, executionId, newExecutionId, at });
  }

  async fork(request: ForkRequest): Promise<void> {
    const { tenantId, executionId, newExecutionId } = request;
    const history = await this.history(tenantId, executionId);
    assertForkable(executionId, history);
    const first = history[0] as Extract<HistoryEntry, { type: 'ExecutionStarted' }>;
    const { factory } = this.#runs;
    const workflow = await factory.definitions.get(tenantId, first.data.definition);
    const { start, before } = await forkedStart(history, workflow, request);
    await this.#startOnce(newExecutionId, () => factory.checked(start), before);
  }

  async history(tenantId: string, executionId: string): Promise<readonly HistoryEntry[]> {
    const entries = await this.#options.store.history(executionId);
    const [first] = entries;
    if (first?.type === 'ExecutionStarted' && first.data.tenantId === tenantId) return entries;
    throw notFound(executionId);
  }

  async timeline(tenantId: string, executionId: string): Promise<readonly TaskEvent[]> {
    const history = await this.history(tenantId, executionId);
    const first = history[0] as Extract<HistoryEntry, { type: 'ExecutionStarted' }>;
    return await replayTimeline(history, await this.#runs.factory.definitions.get(tenantId, first.data.definition));
  }

  async outcome(tenantId: string, executionId: string): Promise<Outcome> {
    this.#assertOpen();
    let unwatch = () => {};
    const ended = new Promise<Outcome>((resolve) => {
      unwatch = this.#runs.onOutcome(executionId, resolve);
    });
    try {
      // The usual case of who has just started it: nothing has to be read.
      if (this.#runs.isOpen(tenantId, executionId)) return await ended;
      await this.#head(tenantId, executionId);
      return (await this.#runs.outcome(executionId)) ?? (await ended);
    } finally {
      unwatch();
    }
  }

  onHistory(listener: HistoryListener): () => void {
    this.#runs.listeners.add(listener);
    return () => this.#runs.listeners.delete(listener);
  }

  async recover(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#options.store.runnable(after, PAGE);
      await Promise.all(page.map((id) => this.#runs.wake(id)));
      if (page.length < PAGE) break;
      after = page.at(-1);
    }
    await this.#runs.wakeups.check();
  }

  async close(): Promise<void> {
    this.#runs.close();
  }

  #assertOpen(): void {
    if (this.#runs.closed) throw engineError('engine_closed', 'The engine is shutting down', { hint: 'Try again.' });
  }

  async #head(tenantId: string, executionId: string): Promise<ExecutionHead> {
    this.#assertOpen();
    const head = await this.#options.store.head(executionId);
    if (head?.tenantId !== tenantId) throw notFound(executionId);
    return head;
  }

  /** The run of an execution of the tenant; undefined when it has ended. */
  async #find(tenantId: string, executionId: string): Promise<Run | undefined> {
    await this.#starting.get(executionId);
    if (!this.#runs.isOpen(tenantId, executionId)) await this.#head(tenantId, executionId);
    const run = await this.#runs.load(executionId);
    if (!run?.ending) return run;
    await run.whenDurable();
    return undefined;
  }

  async #open(tenantId: string, executionId: string): Promise<Run> {
    const run = await this.#find(tenantId, executionId);
    if (run) return run;
    throw engineError('execution_terminal', `Execution ${executionId} has ended`);
  }
}

function notFound(executionId: string) {
  return engineError('execution_not_found', `There is no execution ${executionId}`, { hint: 'List the executions.' });
}
