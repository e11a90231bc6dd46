import {
  type Append,
  type ChildRequest,
  type Effect,
  type EffectInvocation,
  type ExecutionFactory,
  type ExecutionStore,
  type HistoryEntry,
  type Outcome,
  Run,
  type RunBody,
  type RunHost,
  type StoredEvent,
  type TimeSource,
  WorkflowError,
  type WorkflowProblem,
} from '@parley/engine';
import type { Logger } from '@parley/kernel';
import { CancelledError, type WorkflowContext } from '@restatedev/restate-sdk';
import { Children } from './children.ts';
import type { Connection } from './connection.ts';
import { problemOf } from './effect-problem.ts';
import { EventPages } from './event-pages.ts';
import { HistorySink } from './history-sink.ts';
import { journalledDurable } from './journalled-durable.ts';
import { type EffectResult, type Message, type RunInput, type RunResult, slot } from './messages.ts';
import { patiently } from './patience.ts';
import { Pending } from './pending.ts';
import type { StillClock } from './still-clock.ts';

/** What the attempts of one worker share. */
export interface AttemptParts {
  /** Name of the workflow service at Restate. */
  readonly service: string;
  readonly factory: ExecutionFactory;
  readonly store: ExecutionStore;
  /** A virtual clock that timers go by; undefined for Restate's own timers. */
  readonly virtualTime: TimeSource | undefined;
  readonly still: StillClock;
  readonly logger: Logger;
  /** Called with entries once they are stored. */
  readonly stored: (tenantId: string, entries: readonly HistoryEntry[]) => void;
  /** Completes an awakeable of Restate; for timers of a virtual clock. */
  readonly complete: (awakeable: string) => void;
  /** Puts an event of the tenant into an execution's mailbox, once. */
  readonly postEvent: (executionId: string, stored: StoredEvent) => Promise<void>;
}

const MAX_BACKLOG = 1_000;
// After so many messages the mailbox notes how far it has been read, so that senders need not try all slots.
const MAILBOX_NOTE_EVERY = 16;

/** Resolves when everything has gone on that can without another turn of the event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/**
 * One attempt of Restate at an execution: the engine's scheduler, fed from Restate's journal.
 *
 * R1 Everything that the scheduler learns from outside is a completion in Restate's journal, handed over one at a time
 *    in the journal's order and only when nothing else can go on; between two of them the code is deterministic. So an
 *    attempt that replays asks for the same things in the same order, and entries get the same numbers, times and ids.
 * R2 What follows from completions alone (the terminal entry, remarks) is not journalled again: the history is written
 *    from here and is the same however often it is emitted (E7).
 * R3 The history is stored before the execution goes to sleep, answers, or ends.
 */
export class Attempt implements RunHost {
  readonly historyOnly = false;
  readonly time: TimeSource;
  readonly #ctx: WorkflowContext;
  readonly #parts: AttemptParts;
  readonly #run: Run;
  readonly #sink: HistorySink;
  readonly #pending = new Pending();
  readonly #events: EventPages;
  readonly #children: Children;
  readonly #connection: Connection;
  #now: number;
  #deferred = 0;
  #outcome: Outcome | undefined;
  #failure: { readonly error: unknown } | undefined;
  #over = false;

  private constructor(
    ctx: WorkflowContext,
    connection: Connection,
    entries: readonly HistoryEntry[],
    parts: AttemptParts,
    body: (attempt: Attempt) => RunBody,
  ) {
    const { store, stored, service, still } = parts;
    const { executionId } = entries[0]!;
    this.#ctx = ctx;
    this.#connection = connection;
    this.#parts = parts;
    this.#now = entries.at(-1)!.at;
    this.time = { now: () => this.#now, schedule: (at, callback) => this.#schedule(at, callback) };
    this.#sink = new HistorySink({ store, executionId, stored, logger: parts.logger });
    this.#run = new Run(entries, this, body(this));
    this.#events = new EventPages({
      ...{ store, run: this.#run, sink: this.#sink },
      post: (event) => this.#patiently(() => parts.postEvent(executionId, event)),
    });
    const advance = (at: number) => this.#advance(at);
    this.#children = new Children({ ctx, service, store, pending: this.#pending, still, advance });
    this.#sink.add([{ tenantId: this.#run.start.tenantId, executionId, entries }]);
  }

  /** Prepares an attempt. Rejects when the definition cannot be loaded now; Restate tries again. */
  static async open(
    ctx: WorkflowContext,
    connection: Connection,
    input: RunInput,
    parts: AttemptParts,
  ): Promise<Attempt> {
    const entries = 'entries' in input ? input.entries : (await parts.store.history(ctx.key)).slice(0, input.stored);
    const [first] = entries;
    if (first?.type !== 'ExecutionStarted') throw new Error(`Execution ${ctx.key} has no beginning`);
    let attempt: Attempt | undefined;
    const body = await parts.factory.body(first.data, (durable) =>
      journalledDurable(durable, (key, effect, invocation) => attempt!.#perform(key, effect, invocation)),
    );
    attempt = new Attempt(ctx, connection, entries, parts, () => body);
    return attempt;
  }

  /** Runs the execution to its end; rejects when this attempt cannot, and Restate makes another one. */
  async drive(): Promise<RunResult> {
    const { still } = this.#parts;
    const name = this.#run.executionId;
    still.hold(name);
    still.release(`start/${name}`);
    this.#readMailbox(0);
    this.#run.begin();
    while (!(await this.#atEnd())) {
      if (this.#run.waiting) still.release(name);
      const take = await this.#nextTurn();
      still.hold(name);
      take();
    }
    await this.#sink.flushed();
    this.#over = true;
    const { parent } = this.#run.start;
    if (parent && !parent.detached) still.hold(`ended/${name}`);
    still.forget(name);
    return { outcome: this.#outcome!, at: this.#now };
  }

  /** Lets go of everything: the connection to Restate is gone, or the worker closes. */
  stop(): void {
    if (this.#over) return;
    this.#over = true;
    const { still } = this.#parts;
    still.hold(`start/${this.#run.executionId}`);
    still.release(this.#run.executionId);
    this.#run.stop();
    this.#sink.close();
  }

  /** Resolves when nothing goes on but waiting; true when the execution has ended. */
  async #atEnd(): Promise<boolean> {
    await settled();
    while (this.#deferred > 0) {
      await new Promise(setImmediate);
      await settled();
    }
    if (this.#failure) throw this.#failure.error;
    if (this.#outcome) return true;
    const { waiting } = this.#run;
    if (waiting || this.#sink.backlog > MAX_BACKLOG) await this.#sink.flushed();
    if (waiting && this.#events.unsure && this.#sink.isCaughtUp) await this.#events.catchUp();
    return false;
  }

  async #nextTurn(): Promise<() => void> {
    try {
      return await this.#pending.next();
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      return () => this.#run.requestCancel('The invocation was cancelled at Restate');
    }
  }

  #advance(at: number): void {
    this.#now = Math.max(this.#now, at);
  }

  #clock(): number {
    return this.#parts.virtualTime?.now() ?? Date.now();
  }

  #readMailbox(index: number): void {
    const { executionId } = this.#run;
    this.#pending.addOwn<Message>(
      (form) => this.#ctx.promise(slot(index), form).get(),
      (message) => {
        this.#advance(message.at);
        this.#accept(message);
        this.#parts.still.release(`${executionId}/${slot(index)}`);
        if ((index + 1) % MAILBOX_NOTE_EVERY === 0) this.#ctx.set('mailbox', index + 1);
        this.#readMailbox(index + 1);
      },
    );
  }

  #accept(message: Message): void {
    const run = this.#run;
    if (message.kind === 'cancel') run.requestCancel(message.reason);
    else if (message.kind === 'suspend') run.suspend(message.reason);
    else if (message.kind === 'resume') run.unsuspend();
    else if (message.kind === 'answer') run.resolve(message.name, message.value);
    else {
      this.#events.heard(message.event);
      run.events.arrived(message);
    }
  }

  /** A result of a branch that was cancelled meanwhile comes like any other, and its operation drops it. */
  #perform<T>(key: string, effect: Effect<T>, invocation: EffectInvocation): Promise<T> {
    return new Promise((resolve, reject) => {
      const call = () => this.#call(key, effect, invocation);
      this.#pending.addOwn<EffectResult>(
        (form) => this.#ctx.run(key, call, { serde: form }),
        (result) => {
          if ('dropped' in result) return;
          this.#advance(result.at);
          if ('output' in result) resolve(result.output as T);
          else reject(new WorkflowError(result.problem as WorkflowProblem));
        },
      );
    });
  }

  async #call<T>(key: string, effect: Effect<T>, invocation: EffectInvocation): Promise<EffectResult> {
    const isDropped = () => invocation.aborted ?? invocation.signal.aborted;
    let result: EffectResult;
    try {
      const asked = this.#connection.assured();
      if (asked) await this.#untilAssured(asked);
      // What another branch has given up since it was asked for is not begun.
      if (isDropped()) return { dropped: true };
      const output = (await effect(invocation)) ?? null;
      result = { output, at: this.#clock() };
    } catch (cause) {
      if (!isDropped()) this.#reportUnforeseen(cause, key);
      result = { problem: problemOf(cause), at: this.#clock() };
    }
    // Nobody may take what came after the end for a result: another attempt makes the call again.
    if (this.#over) throw new Error('The worker has let go of the execution');
    return isDropped() ? { dropped: true } : result;
  }

  /** Rejects when another worker may have gone on with the execution. */
  async #untilAssured(asked: Promise<void>): Promise<void> {
    await asked.catch(() => this.stop());
    if (this.#over) throw new Error('The worker has let go of the execution');
  }

  #reportUnforeseen(cause: unknown, key: string): void {
    if (!(cause instanceof WorkflowError)) this.report(cause, `The effect at ${key} failed in an unforeseen way`);
  }

  #schedule(at: number, callback: () => void): () => void {
    return this.#parts.virtualTime
      ? this.#virtualTimer(this.#parts.virtualTime, at, callback)
      : this.#timer(at, callback);
  }

  /** A timer of Restate. It may fire late, so that the time has to be looked up, once. */
  #timer(at: number, callback: () => void): () => void {
    let forget = this.#pending.add(this.#ctx.sleep(Math.max(0, at - Date.now())), () => {
      forget = this.#pending.add(
        this.#ctx.run('clock', () => Date.now()),
        (now) => {
          this.#advance(Math.max(at, now));
          callback();
        },
      );
    });
    return () => forget();
  }

  #virtualTimer(time: TimeSource, at: number, callback: () => void): () => void {
    const { still, complete } = this.#parts;
    const { id, promise } = this.#ctx.awakeable<null>();
    const cancel = time.schedule(at, () => {
      still.hold(id);
      complete(id);
    });
    const forget = this.#pending.add(promise, () => {
      cancel();
      still.release(id);
      this.#advance(at);
      callback();
    });
    return () => {
      cancel();
      forget();
    };
  }

  async append(_: Run, [own, ...children]: readonly Append[]): Promise<void> {
    this.#sink.add([this.#events.listening(own!), ...children]);
  }

  defer(callback: () => void): void {
    this.#deferred += 1;
    setImmediate(() => {
      this.#deferred -= 1;
      callback();
    });
  }

  childStart(run: Run, key: string, childId: string, request: ChildRequest): Promise<Append> {
    const begin = () => this.#parts.factory.childStart(run, key, childId, request, this.#clock());
    return this.#children.start(key, childId, request, () => this.#patiently(begin));
  }

  watchChild(childId: string, ended: (outcome: Outcome) => void, open: () => void): void {
    this.#children.watch(childId, ended);
    open();
  }

  unwatchChild(childId: string): void {
    this.#children.unwatch(childId);
  }

  cancelChild(childId: string, reason: string): void {
    this.#children.cancel(childId, reason, this.#now);
  }

  loadEvents(_: Run, types: readonly string[] | undefined, after: number): Promise<readonly StoredEvent[]> {
    const known = this.#events.next(types, after);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const promise = this.#ctx.run('events', () => this.#patiently(() => this.#events.read(types, after)));
      this.#pending.add(promise, (page, failure) => {
        if (failure) reject(new Error(failure.message));
        else resolve(this.#events.took(types, page));
      });
    });
  }

  #patiently<T>(work: () => Promise<T>): Promise<T> {
    return patiently(work, () => this.#over, this.#parts.logger);
  }

  idle(): void {}

  ended(_: Run, outcome: Outcome): void {
    this.#outcome = outcome;
  }

  broken(_: Run, error: unknown): void {
    this.#failure ??= { error };
  }

  report(error: unknown, message: string): void {
    this.#parts.logger.error({ err: error }, message);
  }
}
