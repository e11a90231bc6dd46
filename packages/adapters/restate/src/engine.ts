import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import {
  assertForkable,
  type CloudEvent,
  type EngineOptions,
  type ExecutionEngine,
  ExecutionFactory,
  type ExecutionHead,
  type ExecutionStore,
  engineError,
  type ForkRequest,
  faultedTask,
  forkedStart,
  type HistoryEntry,
  type HistoryListener,
  INTERPRETER,
  isTerminal,
  type Outcome,
  outcomeOf,
  replayTimeline,
  type StartData,
  type StartRequest,
  startEntry,
  type TaskEvent,
  TERMINAL_TYPES,
} from '@parley/engine';
import { type Logger, silentLogger } from '@parley/kernel';
import { registerDeployment } from './client/admin.ts';
import { Ingress } from './client/ingress.ts';
import type { Attempt, AttemptParts } from './driver/attempt.ts';
import { Connections } from './driver/connections.ts';
import { executionWorkflow } from './driver/execution-workflow.ts';
import type { Command } from './driver/messages.ts';
import { patiently } from './driver/patience.ts';
import { Recorded } from './driver/recorded.ts';
import { StillClock } from './driver/still-clock.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { closing, notFound, terminal } from './refusals.ts';

/** How a Restate is reached. */
export interface RestateAddress {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** Public keys of its requests (`publickeyv1_...`); empty to serve anybody who reaches the port. */
  readonly identityKeys: readonly string[];
}

export interface RestateEngineOptions
  extends Pick<EngineOptions, 'effects' | 'observer' | 'wrapDurable' | 'logger' | 'limits' | 'time'> {
  /** Where histories and events are kept and queried; shared by all workers. */
  readonly store: ExecutionStore;
  readonly restate: RestateAddress;
  /** Where this worker listens for Restate. Default: 127.0.0.1 and a free port. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** The address at which Restate reaches all workers. Default: where this one listens. */
  readonly advertisedUrl?: string;
  /** Name of the service at Restate; one for each installation that shares a Restate. Default `parley-execution`. */
  readonly service?: string;
  /** How long an execution that waits stays in memory. Default 5,000 ms. */
  readonly inactivityTimeoutMs?: number;
  /** How long Restate keeps what it knows of an execution that has ended. Default an hour. */
  readonly retentionMs?: number;
}

const PAGE = 200;
/** What decides whether an execution goes on. */
const CONTROL_TYPES = ['ExecutionSuspended', 'ExecutionResumed', 'CancelRequested', ...TERMINAL_TYPES] as const;
const HOUR_MS = 3_600_000;

/**
 * The engine on Restate. Any number of workers run side by side; Restate spreads the executions over them and hands them
 * on when one dies. Restate holds what is under way; the history in the store is what people query.
 */
export class RestateEngine implements ExecutionEngine {
  readonly #options: RestateEngineOptions;
  readonly #store: ExecutionStore;
  readonly #factory: ExecutionFactory;
  readonly #ingress: Ingress;
  readonly #recorded: Recorded;
  readonly #still: StillClock;
  readonly #listeners = new Set<HistoryListener>();
  readonly #attempts = new Set<Attempt>();
  readonly #starting = new Map<string, Promise<void>>();
  readonly #closed = new AbortController();
  #endpoint: Endpoint | undefined;
  #connections: Connections | undefined;

  constructor(options: RestateEngineOptions) {
    const { store, restate, service = 'parley-execution', time } = options;
    this.#options = options;
    this.#store = store;
    this.#factory = new ExecutionFactory(options);
    this.#ingress = new Ingress(restate.ingressUrl, service, this.#closed.signal);
    this.#recorded = new Recorded(store, this.#closed.signal);
    this.#still = StillClock.of(time);
    // Every request to Restate listens.
    setMaxListeners(0, this.#closed.signal);
  }

  /** How many executions are in memory. */
  get loaded(): number {
    return this.#attempts.size;
  }

  async start(request: StartRequest): Promise<void> {
    await this.#startOnce(request.executionId, () => this.#factory.startData(request));
  }

  async #startOnce(
    executionId: string,
    start: () => Promise<StartData>,
    before: readonly HistoryEntry[] = [],
  ): Promise<void> {
    this.#assertOpen();
    const running = this.#starting.get(executionId);
    if (running) return await running;
    const begin = this.#begin(executionId, start, before).finally(() => this.#starting.delete(executionId));
    this.#starting.set(executionId, begin);
    return await begin;
  }

  async #begin(executionId: string, start: () => Promise<StartData>, before: readonly HistoryEntry[]): Promise<void> {
    const data = await start();
    const { tenantId } = data;
    const known = await this.#store.head(executionId);
    if (known && known.tenantId !== tenantId) {
      throw engineError('execution_id_taken', `The id ${executionId} is taken`, { hint: 'Choose another id.' });
    }
    if (known) {
      await this.#sendAgain(known);
      return;
    }
    const entries = [startEntry(executionId, data, this.#now()), ...before];
    this.#still.hold(`start/${executionId}`);
    await this.#store.append([{ tenantId, executionId, entries }]);
    this.#stored(tenantId, entries);
    await this.#ingress.run(executionId, before.length > 0 ? { stored: entries.length } : { entries });
  }

  /** What was accepted by a worker that died before Restate had it is sent now; Restate ignores what it has. */
  async #sendAgain({ executionId, status, seq }: ExecutionHead): Promise<void> {
    if (status !== 'running') return;
    const [first] = await this.#store.history(executionId);
    // A child is begun by its parent, which Restate has.
    if (first?.type !== 'ExecutionStarted' || first.data.parent) return;
    if (first.data.fork) await this.#ingress.run(executionId, { stored: seq });
    else if (seq === 1) await this.#ingress.run(executionId, { entries: [first] });
  }

  async resolve(tenantId: string, executionId: string, name: string, value: unknown): Promise<boolean> {
    await this.#openHead(tenantId, executionId);
    const answered = (history: readonly HistoryEntry[]) =>
      history.some(({ type, key }) => type === 'SignalReceived' && key === name);
    if (answered(await this.#store.history(executionId))) return false;
    const answer = value ?? null;
    const id = `answer ${name} ${createHash('sha256').update(JSON.stringify(answer)).digest('base64url')}`;
    const first = await this.#command(executionId, { kind: 'answer', name, value: answer }, id);
    if (!first) return false;
    const end = await this.#recorded.when(executionId, {
      types: ['SignalReceived', ...TERMINAL_TYPES],
      find: (entries) => (answered(entries) ? 'answered' : hasEnded(entries) ? 'ended' : undefined),
    });
    if (end === 'ended') throw terminal(executionId);
    this.#assertOpen();
    return true;
  }

  async deliverEvent(tenantId: string, event: CloudEvent): Promise<void> {
    this.#assertOpen();
    const stored = await this.#store.keepEvent(tenantId, event, this.#now());
    // An event that is known already is passed on again: who kept it may have died before it did so.
    const command: Command = { kind: 'event', event, position: stored?.position ?? 0 };
    let after: string | undefined;
    for (;;) {
      const page = await this.#store.listening(tenantId, event.type, after, PAGE);
      await Promise.all(page.map((id) => this.#command(id, command, eventName(event))));
      if (page.length < PAGE) return;
      after = page.at(-1);
    }
  }

  async cancel(tenantId: string, executionId: string, reason: string): Promise<void> {
    const { status } = await this.#head(tenantId, executionId);
    if (isEnd(status)) return;
    await this.#command(executionId, { kind: 'cancel', reason }, 'cancel');
    await this.#recorded.when(executionId, {
      types: ['CancelRequested', ...TERMINAL_TYPES],
      find: (entries) => hasEnded(entries) || entries.some(({ type }) => type === 'CancelRequested') || undefined,
    });
    this.#assertOpen();
  }

  async suspend(tenantId: string, executionId: string, reason?: string): Promise<void> {
    await this.#control(tenantId, executionId, { kind: 'suspend', ...(reason !== undefined && { reason }) });
  }

  async resume(tenantId: string, executionId: string): Promise<void> {
    await this.#control(tenantId, executionId, { kind: 'resume' });
  }

  /** Sends the command once for each state that it finds, however often a client repeats it, and waits for its effect. */
  async #control(tenantId: string, executionId: string, command: Command): Promise<void> {
    await this.#openHead(tenantId, executionId);
    const last = (await this.#store.history(executionId)).findLast(isControl);
    await this.#command(executionId, command, `${command.kind} ${last?.seq ?? 0}`);
    await this.#recorded.when(executionId, {
      types: CONTROL_TYPES,
      find: (entries) => {
        const newest = entries.findLast(isControl);
        const suspended = newest?.type === 'ExecutionSuspended';
        // What is being cancelled or has ended does not stop any more.
        const isLate = newest?.type === 'CancelRequested' || hasEnded(entries);
        return suspended === (command.kind === 'suspend') || isLate || undefined;
      },
    });
    this.#assertOpen();
  }

  async retry(tenantId: string, executionId: string, newExecutionId: string): Promise<void> {
    const at = faultedTask(executionId, await this.history(tenantId, executionId));
    await this.fork({ tenantId, executionId, newExecutionId, at });
  }

  async fork(request: ForkRequest): Promise<void> {
    const { tenantId, executionId, newExecutionId } = request;
    const history = await this.history(tenantId, executionId);
    assertForkable(executionId, history);
    const workflow = await this.#factory.definitions.get(tenantId, startOf(history).definition);
    const { start, before } = await forkedStart(history, workflow, request);
    await this.#startOnce(newExecutionId, () => this.#factory.checked(start), before);
  }

  async history(tenantId: string, executionId: string): Promise<readonly HistoryEntry[]> {
    const entries = await this.#store.history(executionId);
    const [first] = entries;
    if (first?.type === 'ExecutionStarted' && first.data.tenantId === tenantId) return entries;
    throw notFound(executionId);
  }

  async timeline(tenantId: string, executionId: string): Promise<readonly TaskEvent[]> {
    const history = await this.history(tenantId, executionId);
    return await replayTimeline(history, await this.#factory.definitions.get(tenantId, startOf(history).definition));
  }

  async outcome(tenantId: string, executionId: string): Promise<Outcome> {
    const { status, seq } = await this.#head(tenantId, executionId);
    const outcome = await this.#recorded.when(executionId, {
      types: TERMINAL_TYPES,
      find: (entries) => outcomeOf(entries.at(-1)!),
      seen: isEnd(status) ? 0 : seq,
      isEnd: true,
    });
    if (outcome) return outcome;
    throw closing();
  }

  onHistory(listener: HistoryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens this worker to Restate, and sends what a worker that died had accepted and not sent. */
  async recover(): Promise<void> {
    const { restate, listen = { host: '127.0.0.1', port: 0 }, advertisedUrl, logger = silentLogger } = this.#options;
    const parts = this.#parts();
    const connections = new Connections();
    this.#connections = connections;
    const workflow = executionWorkflow(parts, this.#attempts, connections, {
      inactivityTimeoutMs: this.#options.inactivityTimeoutMs ?? 5_000,
      retentionMs: this.#options.retentionMs ?? HOUR_MS,
    });
    this.#endpoint = await openEndpoint({
      ...listen,
      workflow,
      identityKeys: restate.identityKeys,
      newestVersion: INTERPRETER.version,
      logger,
      opened: connections.open,
    });
    const address = advertisedUrl ?? `http://${listen.host}:${this.#endpoint.port}`;
    const uri = `${address.replace(/\/$/, '')}/v${INTERPRETER.version}`;
    const register = () => registerDeployment(restate.adminUrl, parts.service, uri);
    await patiently(register, () => this.#closed.signal.aborted, logger, 'Restate cannot take this worker yet');
    await this.#sendUnsent(logger);
  }

  #parts(): AttemptParts {
    const { service = 'parley-execution', time, logger = silentLogger } = this.#options;
    return {
      service,
      factory: this.#factory,
      store: this.#store,
      // A clock that can be held is a virtual one.
      virtualTime: time?.hold ? time : undefined,
      still: this.#still,
      logger,
      stored: (tenantId, entries) => this.#stored(tenantId, entries),
      postEvent: async (executionId, { event, position }) => {
        await this.#command(executionId, { kind: 'event', event, position }, eventName(event));
      },
      complete: (awakeable) => {
        this.#ingress.complete(awakeable).catch((error: unknown) => logger.warn({ err: error }, 'A timer was lost'));
      },
    };
  }

  async #sendUnsent(logger: Logger): Promise<void> {
    const patient = <T>(work: () => Promise<T>) => patiently(work, () => this.#closed.signal.aborted, logger);
    let after: string | undefined;
    for (;;) {
      const from = after;
      const page = await patient(() => this.#store.runnable(from, PAGE));
      const heads = await patient(() => Promise.all(page.map((id) => this.#store.head(id))));
      for (const head of heads) if (head) await patient(() => this.#sendAgain(head));
      if (page.length < PAGE) return;
      after = page.at(-1);
    }
  }

  /** Cuts the connections to Restate, which then hands the executions to another worker. For tests of just that. */
  async disconnect(): Promise<void> {
    await this.#endpoint?.close();
    this.#endpoint = undefined;
    this.#connections?.close();
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    for (const attempt of [...this.#attempts]) attempt.stop();
    await this.disconnect();
  }

  #now(): number {
    return this.#options.time?.now() ?? Date.now();
  }

  #stored(tenantId: string, entries: readonly HistoryEntry[]): void {
    this.#recorded.tell(entries);
    for (const listener of this.#listeners) listener(tenantId, entries);
  }

  /** Sends a command, once for each `id`; false when it was an answer and not the first. */
  async #command(executionId: string, command: Command, id: string): Promise<boolean> {
    const name = `command/${executionId}/${id}`;
    this.#still.hold(name);
    try {
      return (await this.#ingress.post(executionId, id, { ...command, at: this.#now() })).first;
    } finally {
      this.#still.release(name);
    }
  }

  #assertOpen(): void {
    if (this.#closed.signal.aborted) throw closing();
  }

  async #head(tenantId: string, executionId: string): Promise<ExecutionHead> {
    this.#assertOpen();
    await this.#starting.get(executionId);
    const head = await this.#store.head(executionId);
    if (head?.tenantId !== tenantId) throw notFound(executionId);
    return head;
  }

  async #openHead(tenantId: string, executionId: string): Promise<void> {
    const { status } = await this.#head(tenantId, executionId);
    if (isEnd(status)) throw terminal(executionId);
  }
}

/** An event comes into a mailbox once, whoever sends it. */
function eventName({ source, id }: CloudEvent): string {
  return `${source} ${id}`;
}

function isControl({ type }: HistoryEntry): boolean {
  return (CONTROL_TYPES as readonly string[]).includes(type);
}

function isEnd(status: ExecutionHead['status']): boolean {
  return status === 'completed' || status === 'faulted' || status === 'cancelled';
}

function hasEnded(history: readonly HistoryEntry[]): boolean {
  const last = history.at(-1);
  return last !== undefined && isTerminal(last.type);
}

function startOf(history: readonly HistoryEntry[]): StartData {
  return (history[0] as Extract<HistoryEntry, { type: 'ExecutionStarted' }>).data;
}
