import type { CloudEvent } from '../durable.ts';
import type { StoredEvent } from '../ports/store.ts';
import type { Run } from './run.ts';
import type { EventOperation } from './wait-operations.ts';

interface Kept {
  readonly event: CloudEvent;
  readonly arrival: number;
}

/**
 * The tenant's events as one execution sees them. An event goes to every listener that waits for it when it arrives; if
 * none does, it is kept for the first that will. Filled from the store at the first listener, then by deliveries.
 */
export class EventBuffer {
  readonly #run: Run;
  readonly #listeners = new Set<EventOperation>();
  /** Kept events by type, in order of arrival. */
  readonly #kept = new Map<string, Kept[]>();
  #arrivals = 0;
  /** Ids of events that were taken or are kept. */
  readonly #seen = new Set<string>();
  #state: 'empty' | 'loading' | 'filled' = 'empty';
  #arrivedMeanwhile: CloudEvent[] = [];

  constructor(run: Run) {
    this.#run = run;
  }

  /** True while it is not known yet whether an event is there already. */
  get loading(): boolean {
    return this.#state === 'loading';
  }

  /** A listener begins to wait. */
  add(listener: EventOperation): void {
    this.#listeners.add(listener);
    if (this.#state === 'filled') this.#offerKept(listener);
    else if (this.#state === 'empty') void this.#load();
  }

  remove(listener: EventOperation): void {
    this.#listeners.delete(listener);
  }

  /** The history says that a listener took this event. */
  consumed(event: CloudEvent): void {
    this.#seen.add(eventId(event));
  }

  /** An event of the tenant has arrived. */
  arrived(event: CloudEvent): void {
    if (this.#state === 'filled') this.#take(event);
    else if (this.#state === 'loading') this.#arrivedMeanwhile.push(event);
  }

  async #load(): Promise<void> {
    this.#state = 'loading';
    let after = 0;
    for (;;) {
      let page: readonly StoredEvent[];
      try {
        page = await this.#run.host.loadEvents(this.#run, after);
      } catch (error) {
        this.#state = 'empty';
        this.#run.breakOff(error);
        return;
      }
      if (page.length === 0) break;
      after = page.at(-1)!.position;
      for (const { event } of page) this.#take(event);
    }
    this.#state = 'filled';
    const meanwhile = this.#arrivedMeanwhile;
    this.#arrivedMeanwhile = [];
    for (const event of meanwhile) this.#take(event);
    this.#run.refresh();
  }

  #take(event: CloudEvent): void {
    const id = eventId(event);
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    const takers = [...this.#listeners].filter((listener) => listener.accepts(event));
    if (takers.length > 0) {
      for (const listener of takers) listener.take(event);
      return;
    }
    const kept = this.#kept.get(event.type) ?? [];
    kept.push({ event, arrival: this.#arrivals++ });
    this.#kept.set(event.type, kept);
  }

  /** Gives the listener the oldest kept event that it accepts. */
  #offerKept(listener: EventOperation): void {
    let oldest: { readonly list: Kept[]; readonly index: number } | undefined;
    for (const type of listener.subscription.types ?? this.#kept.keys()) {
      const list = this.#kept.get(type);
      const index = list?.findIndex(({ event }) => listener.accepts(event)) ?? -1;
      if (index < 0) continue;
      if (!oldest || list![index]!.arrival < oldest.list[oldest.index]!.arrival) oldest = { list: list!, index };
    }
    if (!oldest) return;
    const [taken] = oldest.list.splice(oldest.index, 1);
    listener.take(taken!.event);
  }
}

/** What makes an event the same event (CloudEvents 1.0, section 3.1). */
export function eventId(event: CloudEvent): string {
  return `${event.source} ${event.id}`;
}
