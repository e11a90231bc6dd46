import type { Append, ExecutionStore, HistoryEntry } from '@parley/engine';
import type { LargeValues } from './large-values.ts';

/**
 * An execution store whose histories keep large values elsewhere; the engine sees whole entries. A value is stored before
 * the entry that refers to it is durable: a crash in between leaves a value that nobody refers to, never the reverse.
 */
export function withLargeValues(store: ExecutionStore, values: LargeValues): ExecutionStore {
  const ordered = new OrderedAppends(store, values);
  return {
    append: (appends) => ordered.append(appends),
    async history(executionId) {
      const entries = await store.history(executionId);
      const tenantId = tenantOf(entries[0]);
      return tenantId === undefined ? entries : values.load(tenantId, entries);
    },
    head: (executionId) => store.head(executionId),
    runnable: (after, limit) => store.runnable(after, limit),
    due: (untilMs, limit) => store.due(untilMs, limit),
    listening: (...query) => store.listening(...query),
    keepEvent: (...event) => store.keepEvent(...event),
    events: (tenantId, query) => store.events(tenantId, query),
  };
}

function tenantOf(first: HistoryEntry | undefined): string | undefined {
  return first?.type === 'ExecutionStarted' ? first.data.tenantId : undefined;
}

/** Storing a value takes time; what the same execution appends meanwhile has to wait its turn. */
class OrderedAppends {
  readonly #store: ExecutionStore;
  readonly #values: LargeValues;
  /** Of executions with a value on its way: settles when their append has been handed on. */
  readonly #handedOn = new Map<string, Promise<unknown>>();

  constructor(store: ExecutionStore, values: LargeValues) {
    this.#store = store;
    this.#values = values;
  }

  append(appends: readonly Append[]): Promise<void> {
    const before = appends.flatMap(({ executionId }) => this.#handedOn.get(executionId) ?? []);
    const large = this.#values.areIn(appends);
    if (before.length === 0 && !large) return this.#store.append(appends);
    const ready = Promise.all(before).then(() => (large ? this.#values.store(appends) : appends));
    let durable: Promise<void> | undefined;
    // In one step with the end of the waiting, so that nothing can come in between.
    const handedOn = ready.then((stored) => {
      durable = this.#store.append(stored);
      durable.catch(() => {});
    });
    for (const { executionId } of appends) this.#note(executionId, handedOn);
    return handedOn.then(() => durable);
  }

  #note(executionId: string, handedOn: Promise<unknown>): void {
    this.#handedOn.set(executionId, handedOn);
    const forget = () => {
      if (this.#handedOn.get(executionId) === handedOn) this.#handedOn.delete(executionId);
    };
    handedOn.then(forget, forget);
  }
}
