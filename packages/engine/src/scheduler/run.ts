import { Cancelled, type Op } from '../durable.ts';
import { type HistoryData, type HistoryEntry, type HistoryType, isTerminal, type StartData } from '../history.ts';
import type { Outcome } from '../ports/engine.ts';
import type { Append, Waiting } from '../ports/store.ts';
import { Assurance } from './assurance.ts';
import { EarlyEntries } from './early-entries.ts';
import { EventBuffer } from './event-buffer.ts';
import { Fiber, type Ready, type Settled } from './fiber.ts';
import { FreshOperations } from './fresh-operations.ts';
import type { RunHost } from './host.ts';
import { Inbox } from './inbox.ts';
import type { Operation } from './operation.ts';
import { outcomeOf, type RootEnd, terminalOf } from './outcome.ts';
import { ParkedOperations } from './parked-operations.ts';
import { Queue } from './queue.ts';
import { Recorder } from './recorder.ts';
import { AtTurnEnd } from './turn-end.ts';
import { collectWaiting } from './waiting.ts';

/**
 * One execution in memory: its fibers and the end of its history.
 *
 * S1 entries are delivered one at a time in the order of `seq`, each only when every fiber is parked, in a first run and
 *    in a replay alike; so the state is a function of the entries alone (E2), and who wins a race needs no entry.
 * S2 operations touch the outside only when every fiber is parked and everything recorded has been delivered; what was
 *    given up by then never does.
 * S3 nothing outside is touched or told before every entry that it follows from is durable. What effects and timers gave
 *    is delivered at once, so that what follows from it within the execution becomes durable with it; entries from
 *    outside and those that start, end or control an execution are delivered when they are durable.
 */
export class Run {
  readonly executionId: string;
  readonly start: StartData;
  readonly startedAt: number;
  readonly host: RunHost;
  readonly events: EventBuffer;
  readonly #body: (run: Run) => Op<unknown>;
  readonly #recorder: Recorder;
  readonly #assurance: Assurance;
  readonly #ready = new Queue<Ready>();
  readonly #parked = new ParkedOperations();
  readonly #fresh = new FreshOperations();
  readonly #inbox = new Inbox();
  readonly #early = new EarlyEntries();
  readonly #signals = new Set<string>();
  readonly #pumpSoon = new AtTurnEnd(() => this.#pump());
  #now: number;
  /** `seq` of the newest delivered entry. */
  #delivered = 0;
  #live = false;
  #paused = false;
  #stopped = false;
  #pumping = false;
  #breathing = 0;
  #scope: Fiber | undefined;
  #cancelRequested = false;
  #rootEnd: RootEnd | undefined;
  #outcome: Outcome | undefined;
  #ending = false;

  /** `entries` is the history so far, beginning with `ExecutionStarted`. */
  constructor(entries: readonly HistoryEntry[], host: RunHost, body: (run: Run) => Op<unknown>) {
    const first = entries[0]!;
    if (first.type !== 'ExecutionStarted') throw new TypeError('A history begins with ExecutionStarted');
    this.executionId = first.executionId;
    this.start = first.data;
    this.startedAt = first.at;
    this.host = host;
    this.#body = body;
    this.#inbox.pushAll(entries);
    this.#now = first.at;
    this.events = new EventBuffer(this);
    this.#assurance = new Assurance(
      host,
      () => this.#pump(),
      (error) => this.breakOff(error),
    );
    this.#recorder = new Recorder({
      tenantId: first.data.tenantId,
      executionId: first.executionId,
      seq: entries.at(-1)!.seq,
      append: (appends) => host.append(this, appends),
      durable: () => this.#onDurable(),
      broken: (error, settled) => this.#onBroken(error, settled),
    });
  }

  /** How the execution ended; undefined while it has not. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** Time of the newest delivered entry, epoch milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** Replays the history and goes on from its end. */
  begin(): void {
    this.spawn(
      () => this.#body(this),
      (ok, value) => {
        this.#rootEnd = { ok, value };
      },
    );
    this.#pump();
  }

  /** Lets go of everything outside. What is recorded stays; nothing more is. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const operation of this.#parked) operation.stop();
  }

  /** Gives up because something failed that no workflow should see; the engine loads the execution again. */
  breakOff(error: unknown): void {
    this.#recorder.fail(error);
  }

  /** Starts a branch; it runs when the fiber that started it has parked. */
  spawn(body: () => Op<unknown>, settled: Settled): Fiber {
    const fiber = new Fiber(body(), settled);
    this.#ready.push({ fiber, failed: false, value: undefined });
    return fiber;
  }

  /** Names the scope that a cancellation of the execution ends; see {@link Durable.cancellable}. */
  enterScope(fiber: Fiber): void {
    this.#scope = fiber;
  }

  /** Ends a fiber with `error` as soon as what it waits for allows it. */
  cancel(fiber: Fiber, error: Error): void {
    if (fiber.done || fiber.cancelling) return;
    fiber.cancelling = error;
    const { operation } = fiber;
    if (!operation) return;
    fiber.deferred = !operation.abandon();
    if (fiber.deferred) return;
    this.#unregister(operation);
    this.#ready.push({ fiber, failed: true, value: error });
  }

  /** An operation waits. It begins unless the execution is suspended. */
  register(operation: Operation<unknown>): void {
    const key = operation.key!;
    if (this.#parked.get(key)) throw new Error(`Two operations wait at the journal key ${key}`);
    this.#parked.add(operation);
    operation.begun = !this.#paused;
    operation.after = this.#delivered;
    for (const entry of this.#early.take(key)) this.#hand(operation, entry);
    if (this.#live && operation.begun) this.#fresh.add(operation);
  }

  breathe(operation: Operation<unknown>): void {
    this.#breathing += 1;
    const release = this.host.time.hold?.();
    this.host.defer(() => {
      this.#breathing -= 1;
      release?.();
      this.resume(operation, undefined);
      this.#pump();
    });
  }

  resume(operation: Operation<unknown>, value: unknown): void {
    this.#unregister(operation);
    this.#ready.push({ fiber: operation.fiber, failed: false, value });
  }

  /** The operation failed. In a fiber that is being cancelled, the cancellation is what is raised. */
  raise(operation: Operation<unknown>, error: unknown): void {
    const { fiber } = operation;
    this.#unregister(operation);
    this.#ready.push({ fiber, failed: true, value: fiber.cancelling ?? error });
    fiber.cancelling = undefined;
    fiber.deferred = false;
  }

  #unregister(operation: Operation<unknown>): void {
    operation.fiber.operation = undefined;
    if (operation.key !== undefined) this.#parked.delete(operation.key);
  }

  /** Records something. It is delivered back, some of it when it is durable (S3). */
  emit<T extends HistoryType>(type: T, key: string, data: HistoryData[T], companion?: Append): void {
    if (this.#stopped || this.#ending) return;
    this.#ending = isTerminal(type);
    this.#inbox.push(this.#recorder.add(type, key, data, Math.max(this.host.time.now(), this.#now), companion));
    // What ends in the same turn, such as the calls of a fan-out, is written in one batch.
    if (!this.#pumping) this.#pumpSoon.ask();
  }

  /** Answers what waits, or will wait, at `key`; false when there was an answer already. */
  resolve(key: string, value: unknown): boolean {
    if (this.#signals.has(key)) return false;
    this.#signals.add(key);
    this.emit('SignalReceived', key, { value });
    return true;
  }

  /** Cancels the execution. A second request changes nothing. */
  requestCancel(reason: string): void {
    if (this.#cancelRequested) return;
    this.#cancelRequested = true;
    this.emit('CancelRequested', '', { reason });
  }

  suspend(reason?: string): void {
    if (this.#paused) return;
    this.emit('ExecutionSuspended', `suspend#${this.#recorder.seq}`, reason === undefined ? {} : { reason });
  }

  unsuspend(): void {
    if (!this.#paused) return;
    this.emit('ExecutionResumed', `resume#${this.#recorder.seq}`, {});
  }

  /** True once its end is recorded, durable or not: nothing follows (E5). */
  get ending(): boolean {
    return this.#ending;
  }

  /** True once the run has let go; commands have to go to a run that is loaded anew. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Something that no entry tells of has changed what the execution waits for. */
  refresh(): void {
    this.#pump();
  }

  /** Resolves when everything recorded so far is durable. */
  whenDurable(): Promise<void> {
    return this.#recorder.whenDurable();
  }

  /** Runs everything that can run, delivers what is durable, and writes what is to be recorded. */
  #pump(): void {
    if (this.#pumping || this.#stopped) return;
    this.#pumping = true;
    while (this.#turn());
    this.#pumping = false;
    if (this.#live && !this.#stopped) this.#recorder.flush(this.waiting);
  }

  /** One step: a ready fiber, else an entry, else the switch from replay to live. False when there is nothing to do. */
  #turn(): boolean {
    if (this.#stopped) return false;
    const ready = this.#ready.shift();
    if (ready) {
      this.#step(ready);
      return true;
    }
    if (this.#breathing > 0) return false;
    const entry = this.#inbox.next(this.#recorder.durableSeq);
    if (entry) {
      this.#deliver(entry);
      return true;
    }
    return this.#live ? this.#activateFresh() || this.#recordEnd() : this.#goLive();
  }

  #goLive(): boolean {
    if (this.host.historyOnly) {
      this.host.idle(this);
      return false;
    }
    this.#live = true;
    for (const operation of this.#parked) if (operation.begun) this.#fresh.add(operation);
    return true;
  }

  #activateFresh(): boolean {
    const { durableSeq } = this.#recorder;
    if (!this.#fresh.ready(durableSeq) || !this.#assurance.given) return false;
    for (const operation of this.#fresh.take(durableSeq)) {
      if (this.#parked.get(operation.key!) === operation) operation.activate();
    }
    return true;
  }

  #step({ fiber, failed, value }: Ready): void {
    if (fiber.cancelling && !fiber.deferred) {
      failed = true;
      value = fiber.cancelling;
      fiber.cancelling = undefined;
    }
    let result: IteratorResult<unknown, unknown>;
    try {
      result = failed ? fiber.iterator.throw!(value) : fiber.iterator.next(value);
    } catch (error) {
      this.#settle(fiber, false, error);
      return;
    }
    if (result.done) this.#settle(fiber, true, result.value);
    else this.#park(fiber, result.value as Operation<unknown>);
  }

  #park(fiber: Fiber, operation: Operation<unknown>): void {
    if (fiber.cancelling) {
      this.#ready.push({ fiber, failed: true, value: fiber.cancelling });
      fiber.cancelling = undefined;
      fiber.deferred = false;
      return;
    }
    fiber.operation = operation;
    operation.park(fiber);
  }

  #settle(fiber: Fiber, ok: boolean, value: unknown): void {
    fiber.done = true;
    if (this.#scope === fiber) this.#scope = undefined;
    fiber.settled(ok, value);
  }

  #deliver(entry: HistoryEntry): void {
    this.#now = Math.max(this.#now, entry.at);
    this.#delivered = entry.seq;
    if (this.#control(entry)) return;
    if (entry.type === 'SignalReceived') this.#signals.add(entry.key);
    if (entry.type === 'EventReceived') this.events.consumed(entry.data.event);
    const operation = this.#parked.get(entry.key);
    if (operation) this.#hand(operation, entry);
    else this.#early.keep(entry);
  }

  #hand(operation: Operation<unknown>, entry: HistoryEntry): void {
    this.host.claimed?.(entry);
    operation.deliver(entry);
  }

  /** Entries that concern the whole execution; false for those of an operation. */
  #control(entry: HistoryEntry): boolean {
    if (entry.type === 'ExecutionSuspended') this.#paused = true;
    else if (entry.type === 'ExecutionResumed') this.#unpause();
    else if (entry.type === 'CancelRequested') this.#cancelAll(entry.data.reason);
    else if (isTerminal(entry.type)) this.#end(entry);
    return entry.key === '' || entry.type === 'ExecutionSuspended' || entry.type === 'ExecutionResumed';
  }

  #unpause(): void {
    this.#paused = false;
    for (const operation of [...this.#parked]) {
      if (operation.begun) continue;
      operation.begun = true;
      if (this.#live) this.#fresh.add(operation);
    }
  }

  #cancelAll(reason: string): void {
    this.#cancelRequested = true;
    if (this.#paused) this.#unpause();
    if (this.#scope) this.cancel(this.#scope, new Cancelled(reason));
  }

  #end(entry: HistoryEntry): void {
    this.#outcome = outcomeOf(entry);
    this.stop();
    if (!this.host.historyOnly) this.host.ended(this, this.#outcome!);
    else this.host.idle(this);
  }

  /** The root has ended and everything before is delivered: records how. */
  #recordEnd(): boolean {
    if (!this.#rootEnd || !this.#inbox.empty) return false;
    const end = terminalOf(this.#rootEnd);
    if (end.unforeseen) this.host.report(end.unforeseen, `Execution ${this.executionId} failed in an unforeseen way`);
    this.#rootEnd = undefined;
    this.emit(end.type, '', end.data as never);
    return false;
  }

  /** What the execution waits for; undefined while it has work in hand. */
  get waiting(): Waiting | undefined {
    if (this.#ending || this.#rootEnd || this.#breathing > 0) return undefined;
    if (!this.#fresh.empty || !this.#inbox.empty) return undefined;
    return collectWaiting(this.#parked);
  }

  #onDurable(): void {
    if (this.#stopped) return;
    this.#pump();
    if (!this.#stopped && !this.#recorder.busy && this.waiting) this.host.idle(this);
  }

  #onBroken(error: unknown, settled: Promise<unknown>): void {
    if (this.#stopped) return;
    this.stop();
    this.host.broken(this, error, settled);
  }
}
