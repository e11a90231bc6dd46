import type { Append, ExecutionStore, Run, StoredEvent } from '@parley/engine';
import type { HistorySink } from './history-sink.ts';

const PAGE = 200;
// Well below what Restate takes as one message (32 MiB).
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** Events as Restate's journal holds them. */
export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** True when there were no more. */
  readonly last: boolean;
}

/**
 * The tenant's events for one execution: those that are there when it begins to listen for a type are read from the
 * store, later ones come to its mailbox. It is entered as a listener before the reading, so that none falls between.
 */
export class EventPages {
  readonly #store: ExecutionStore;
  readonly #run: Run;
  readonly #sink: HistorySink;
  readonly #types = new Set<string>();
  /** Loads, by what they are for, of which the last page has been read. */
  readonly #finished = new Set<string>();

  constructor(store: ExecutionStore, run: Run, sink: HistorySink) {
    this.#store = store;
    this.#run = run;
    this.#sink = sink;
  }

  /** The append with everything that the execution has ever listened for, since its buffer goes on keeping that. */
  listening(append: Append): Append {
    if (this.#types.size === 0) return append;
    const waiting = append.waiting ?? { signals: [], children: [] };
    return { ...append, waiting: { ...waiting, eventTypes: [...this.#types] } };
  }

  /** The next page when it is known without reading. Called before every read, in the attempt's own order. */
  next(types: readonly string[] | undefined, after: number): readonly StoredEvent[] | undefined {
    const load = nameOf(types);
    if (after > 0 && this.#finished.has(load)) return [];
    for (const type of types ?? ['*']) this.#types.add(type);
    return undefined;
  }

  /** Reads a page. What it gives is journalled. */
  async read(types: readonly string[] | undefined, after: number): Promise<EventPage> {
    const { executionId, start, startedAt } = this.#run;
    this.#sink.add([this.listening({ tenantId: start.tenantId, executionId, entries: [] })]);
    await this.#sink.flushed();
    const query = { types, sinceMs: startedAt, after, limit: PAGE };
    const events = await this.#store.events(start.tenantId, query);
    const kept = withinBytes(events);
    return { events: kept, last: kept.length === events.length && events.length < PAGE };
  }

  /** Notes what a page says about the next. */
  took(types: readonly string[] | undefined, { events, last }: EventPage): readonly StoredEvent[] {
    if (last) this.#finished.add(nameOf(types));
    return events;
  }
}

function nameOf(types: readonly string[] | undefined): string {
  return types ? JSON.stringify(types) : '*';
}

/** As many of the first events as fit, at least one. */
function withinBytes(events: readonly StoredEvent[]): readonly StoredEvent[] {
  let bytes = 0;
  const end = events.findIndex(({ event }, index) => {
    bytes += JSON.stringify(event).length;
    return bytes > MAX_PAGE_BYTES && index > 0;
  });
  return end < 0 ? events : events.slice(0, end);
}
