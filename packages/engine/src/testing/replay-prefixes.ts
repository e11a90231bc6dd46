import { compileWorkflow } from '../compile/compile-workflow.ts';
import type { CompiledWorkflow } from '../compile/compiled.ts';
import { Cancelled, type Durable } from '../durable.ts';
import type { LocalEngine } from '../engine/local-engine.ts';
import { reachedEntries } from '../engine/replay.ts';
import { entryId, type HistoryEntry } from '../history.ts';
import { createMemoryEngine } from '../memory/memory-engine.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import { VirtualTime } from '../memory/virtual-time.ts';
import type { Effects } from '../ports/effects.ts';
import { WorkflowError } from '../problem.ts';
import { eventId } from '../scheduler/event-buffer.ts';

export interface PrefixReplay {
  /** Holds the histories of the execution and of those that it started. */
  readonly store: MemoryStore;
  readonly executionId: string;
  /** Only `definitions` and `secrets` are used: every effect gives what is recorded. */
  readonly effects: Effects;
}

/**
 * Stops an execution after every entry of its history and takes it up from there, with recorded results in place of the
 * outside and everything that came from outside in its recorded order. Rejects unless each time the execution comes to
 * the same entries as before, its end among them, without a recorded effect running again. Gives the number of prefixes.
 */
export async function replayFromEveryPrefix(replay: PrefixReplay): Promise<number> {
  const full = await replay.store.history(replay.executionId);
  // The children are there as they ended, so a cancellation that they have yet to see cannot be played.
  const types = new Set(full.map(({ type }) => type));
  if (types.has('ChildStarted') && types.has('CancelRequested')) return 0;
  const lengths = full.map((_, index) => index).filter((length) => length > 0 && !splitsBatch(full, length));
  const { tenantId, definition } = (full[0] as Extract<HistoryEntry, { type: 'ExecutionStarted' }>).data;
  const workflow = compileWorkflow(await replay.effects.definitions.load(tenantId, definition));
  const reached = await reachedEntries(full, workflow);
  for (const length of lengths) await replayFrom(replay, { full, reached, workflow, length });
  return lengths.length;
}

/** Listeners that get the same event record it in one batch, so no crash comes between them. */
function splitsBatch(full: readonly HistoryEntry[], length: number): boolean {
  const [before, after] = [full[length - 1]!, full[length]!];
  return (
    before.type === 'EventReceived' &&
    after.type === 'EventReceived' &&
    eventId(before.data.event) === eventId(after.data.event)
  );
}

interface Prefix {
  readonly full: readonly HistoryEntry[];
  /** Without results that came too late to count; a crash may well prevent those. */
  readonly reached: readonly HistoryEntry[];
  readonly workflow: CompiledWorkflow;
  readonly length: number;
}

async function replayFrom(replay: PrefixReplay, prefix: Prefix): Promise<void> {
  const { full, length } = prefix;
  const rehearsal = new Rehearsal(replay, prefix);
  try {
    await rehearsal.run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`After entry ${length} of ${full.length}: ${message}`, { cause: error });
  } finally {
    await rehearsal.close();
  }
}

class Rehearsal {
  readonly #full: readonly HistoryEntry[];
  readonly #reached: readonly HistoryEntry[];
  readonly #workflow: CompiledWorkflow;
  readonly #length: number;
  readonly #executionId: string;
  readonly #tenantId: string;
  readonly #store: MemoryStore;
  readonly #time: VirtualTime;
  readonly #engine: LocalEngine;
  readonly #recorded: Set<string>;
  /** Effects in flight: releases one with its recorded result. */
  readonly #inFlight = new Map<string, () => void>();

  constructor({ store, executionId, effects }: PrefixReplay, { full, reached, workflow, length }: Prefix) {
    const first = full[0] as Extract<HistoryEntry, { type: 'ExecutionStarted' }>;
    this.#full = full;
    this.#reached = reached;
    this.#workflow = workflow;
    this.#length = length;
    this.#executionId = executionId;
    this.#tenantId = first.data.tenantId;
    this.#store = store.cutAfter(executionId, length);
    this.#recorded = new Set(full.slice(0, length).map(entryId));
    this.#time = new VirtualTime({ startMs: full[length - 1]!.at, automatic: false });
    this.#engine = createMemoryEngine({
      store: this.#store,
      time: this.#time,
      effects,
      wrapDurable: (durable) => this.#answerFromHistory(durable),
    });
    this.#engine.onHistory((_, entries) => {
      for (const entry of entries) this.#recorded.add(entryId(entry));
    });
  }

  async run(): Promise<void> {
    await this.#engine.recover();
    for (const entry of this.#reached.filter(({ seq }) => seq > this.#length)) {
      await this.#settle();
      if (entry.type !== 'TimerSet' && !this.#recorded.has(entryId(entry))) await this.#bringAbout(entry);
    }
    await this.#settle();
    this.#compare(await reachedEntries(await this.#store.history(this.#executionId), this.#workflow));
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  async #settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets happen what the entry tells of. */
  async #bringAbout(entry: HistoryEntry): Promise<void> {
    const [tenantId, executionId] = [this.#tenantId, this.#executionId];
    switch (entry.type) {
      case 'EffectCompleted':
      case 'EffectFailed':
        return this.#inFlight.get(entry.key)?.();
      case 'TimerFired':
        return await this.#fireTimer(entry);
      case 'SignalReceived':
        return void (await this.#engine.resolve(tenantId, executionId, entry.key, entry.data.value));
      case 'EventReceived':
        return await this.#engine.deliverEvent(tenantId, entry.data.event);
      case 'CancelRequested':
        return await this.#engine.cancel(tenantId, executionId, entry.data.reason);
      case 'ExecutionSuspended':
        return await this.#engine.suspend(tenantId, executionId, entry.data.reason);
      case 'ExecutionResumed':
        return await this.#engine.resume(tenantId, executionId);
      default:
        throw new Error(`The replay did not come to ${entry.type} ${entry.key}`);
    }
  }

  /** Fires the earliest timer, and the next if that one was the engine's own. */
  async #fireTimer(entry: HistoryEntry): Promise<void> {
    while (!this.#recorded.has(entryId(entry)) && this.#time.fireNext()) await this.#settle();
  }

  #answerFromHistory(durable: Durable): Durable {
    const run: Durable['run'] = (key, _, options) => durable.run(key, () => this.#recordedResult(key), options);
    return new Proxy(durable, {
      get(target, name) {
        if (name === 'run') return run;
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  #recordedResult<T>(key: string): Promise<T> {
    const entry = this.#full.find(
      (each) => each.key === key && (each.type === 'EffectCompleted' || each.type === 'EffectFailed'),
    );
    if (entry && entry.seq <= this.#length) throw new Error(`E1: the effect at ${key} ran again`);
    return new Promise((resolve, reject) => {
      this.#inFlight.set(key, () => {
        if (entry?.type === 'EffectCompleted') resolve(entry.data.output as T);
        else if (entry?.type === 'EffectFailed') reject(new WorkflowError(entry.data.error));
        else reject(new Cancelled());
      });
    });
  }

  #compare(entries: readonly HistoryEntry[]): void {
    const [expected, actual] = [this.#reached, entries].map((list) =>
      // Which of several branches records first is not the workflow's doing, nor whether one that lost had begun to wait.
      list
        .filter(({ type }) => type !== 'TimerSet')
        .map(({ key, type, data }) => JSON.stringify({ key, type, data }))
        .sort(),
    );
    const different = expected!.findIndex((line, index) => line !== actual![index]);
    if (different >= 0) throw new Error(`Expected ${expected![different]}, got ${actual![different]}`);
    if (actual!.length > expected!.length) throw new Error(`Went on with ${actual![expected!.length]}`);
  }
}
