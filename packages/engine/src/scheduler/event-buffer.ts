import type { CloudEvent } from '../durable.ts';
import type { StoredEvent } from '../ports/store.ts';
import type { Run } from './run.ts';
import type { EventOperation } from './wait-operations.ts';

/** Events of one type that an execution keeps for listeners to come; older ones leave first. */
const MAX_KEPT = 10_000;
/** Ids of events that are remembered so that none counts twice; older ones leave first. */
const MAX_SEEN = 100_000;

interface TypeState {
  /** True while it is not known yet which events of the type are there already. */
  loading: boolean;
  /** Events that nobody has taken, oldest first. */
  readonly kept: StoredEvent[];
  readonly arrivedMeanwhile: StoredEvent[];
}

/**
 * The tenant's events as one execution sees them. An event goes to every listener that waits for it when it arrives; if
 * none does, it is kept for the first that will. The events of a type are read from the store when the first listener for
 * it comes; from then on they are delivered.
 */
export class EventBuffer {
  readonly #run: Run;
  readonly #listeners = new Set<EventOperation>();
  readonly #types = new Map<string, TypeState>();
  /** Set once a listener has come that takes any type. */
  #everything: TypeState | undefined;
  readonly #seen = new Set<string>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** True while it is not known yet whether an event is there already. */
  get loading(): boolean {
    return this.#everything?.loading === true || [...this.#types.values()].some(({ loading }) => loading);
  }

  /** A listener begins to wait. */
  add(listener: EventOperation): void {
    this.#listeners.add(listener);
    const { types } = listener.subscription;
    const missing = this.#everything ? [] : types?.filter((type) => !this.#types.has(type));
    if (missing === undefined) void this.#load(undefined);
    else if (missing.length > 0) void this.#load(missing);
    else this.#offerKept(listener);
  }

  remove(listener: EventOperation): void {
    this.#listeners.delete(listener);
  }

  /** The history says that a listener took this event. */
  consumed(event: CloudEvent): void {
    this.#remember(eventId(event));
  }

  /** An event of the tenant has arrived. */
  arrived(stored: StoredEvent): void {
    const state = this.#everything?.loading ? this.#everything : this.#stateOf(stored.event.type);
    if (state?.loading) state.arrivedMeanwhile.push(stored);
    else if (state) this.#take(stored);
  }

  /** The state of a type; undefined while nobody has listened for it. */
  #stateOf(type: string): TypeState | undefined {
    const known = this.#types.get(type);
    if (known || !this.#everything) return known;
    const state: TypeState = { loading: false, kept: [], arrivedMeanwhile: [] };
    this.#types.set(type, state);
    return state;
  }

  async #load(types: readonly string[] | undefined): Promise<void> {
    const states = this.#beginLoading(types);
    try {
      let after = 0;
      for (;;) {
        const page = await this.#run.host.loadEvents(this.#run, types, after);
        if (page.length === 0) break;
        after = page.at(-1)!.position;
        for (const stored of page) this.#take(stored);
      }
    } catch (error) {
      this.#run.breakOff(error);
      return;
    }
    for (const state of states) {
      state.loading = false;
      for (const stored of state.arrivedMeanwhile.splice(0)) this.#take(stored);
    }
    for (const listener of [...this.#listeners]) this.#offerKept(listener);
    this.#run.refresh();
  }

  #beginLoading(types: readonly string[] | undefined): readonly TypeState[] {
    const begin = (): TypeState => ({ loading: true, kept: [], arrivedMeanwhile: [] });
    if (!types) {
      this.#everything = begin();
      return [this.#everything];
    }
    return types.map((type) => {
      const state = begin();
      this.#types.set(type, state);
      return state;
    });
  }

  #take(stored: StoredEvent): void {
    const { event } = stored;
    const id = eventId(event);
    if (this.#seen.has(id)) return;
    this.#remember(id);
    const takers = [...this.#listeners].filter((listener) => listener.accepts(event));
    if (takers.length > 0) {
      for (const listener of takers) listener.take(event);
      return;
    }
    const kept = this.#stateOf(event.type)?.kept;
    kept?.push(stored);
    if (kept && kept.length > MAX_KEPT) kept.shift();
  }

  /** Gives the listener the oldest kept event that it accepts. */
  #offerKept(listener: EventOperation): void {
    let oldest: { readonly kept: StoredEvent[]; readonly index: number; readonly position: number } | undefined;
    for (const type of listener.subscription.types ?? this.#types.keys()) {
      const kept = this.#types.get(type)?.kept ?? [];
      const index = kept.findIndex(({ event }) => listener.accepts(event));
      if (index < 0) continue;
      const { position } = kept[index]!;
      if (!oldest || position < oldest.position) oldest = { kept, index, position };
    }
    if (!oldest) return;
    const [taken] = oldest.kept.splice(oldest.index, 1);
    listener.take(taken!.event);
  }

  #remember(id: string): void {
    this.#seen.add(id);
    if (this.#seen.size > MAX_SEEN) this.#seen.delete(this.#seen.keys().next().value!);
  }
}

/** What makes an event the same event (CloudEvents 1.0, section 3.1). */
export function eventId(event: CloudEvent): string {
  return `${event.source} ${event.id}`;
}
