import type { Append, CloudEvent, ExecutionStore, Run, StoredEvent } from '@parley/engine';
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

export interface EventPagesParts {
  readonly store: ExecutionStore;
  readonly run: Run;
  readonly sink: HistorySink;
  /** Puts an event into the execution's mailbox, once. */
  readonly post: (stored: StoredEvent) => Promise<void>;
}

/**
 * The tenant's events for one execution: those that are there when it begins to listen for a type are read from the
 * store, later ones come to its mailbox. It is entered as a listener before the reading, so that none falls between. An
 * attempt that takes such a reading from the journal cannot know whether it has been entered all the time since, and looks
 * once for what nobody has sent.
 */
export class EventPages {
  readonly #parts: EventPagesParts;
  readonly #types = new Set<string>();
  /** Loads, by what they are for, of which the last page has been read. */
  readonly #finished = new Set<string>();
  /** Ids of the events that the execution has heard of. */
  readonly #heard = new Set<string>();
  /** Loads of earlier attempts. */
  readonly #unsure = new Map<string, readonly string[] | undefined>();

  constructor(parts: EventPagesParts) {
    this.#parts = parts;
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
    this.#unsure.set(load, types);
    return undefined;
  }

  /** Reads a page. What it gives is journalled. */
  async read(types: readonly string[] | undefined, after: number): Promise<EventPage> {
    await this.#enter();
    if (after === 0) this.#unsure.delete(nameOf(types));
    const events = await this.#page(types, after);
    const kept = withinBytes(events);
    return { events: kept, last: kept.length === events.length && events.length < PAGE };
  }

  /** Enters the execution as a listener for everything that it listens for. */
  async #enter(): Promise<void> {
    const { run, sink } = this.#parts;
    const { tenantId } = run.start;
    sink.add([this.listening({ tenantId, executionId: run.executionId, entries: [] })]);
    await sink.flushed();
  }

  #page(types: readonly string[] | undefined, after: number): Promise<readonly StoredEvent[]> {
    const { store, run } = this.#parts;
    return store.events(run.start.tenantId, { types, sinceMs: run.startedAt, after, limit: PAGE });
  }

  /** Notes what a page says about the next. */
  took(types: readonly string[] | undefined, { events, last }: EventPage): readonly StoredEvent[] {
    if (last) this.#finished.add(nameOf(types));
    for (const { event } of events) this.heard(event);
    return events;
  }

  /** An event has come to the mailbox. */
  heard({ source, id }: CloudEvent): void {
    this.#heard.add(`${source} ${id}`);
  }

  /** True when there may be events that nobody has sent; asked when the attempt has come to its end and waits. */
  get unsure(): boolean {
    return this.#unsure.size > 0;
  }

  /** Enters the execution anew, and sends it the events that it has not heard of. */
  async catchUp(): Promise<void> {
    await this.#enter();
    for (const [load, types] of [...this.#unsure]) {
      await this.#sendMissed(types);
      this.#unsure.delete(load);
    }
  }

  async #sendMissed(types: readonly string[] | undefined): Promise<void> {
    let after = 0;
    for (;;) {
      const page = await this.#page(types, after);
      for (const stored of page) {
        const { source, id } = stored.event;
        if (!this.#heard.has(`${source} ${id}`)) await this.#parts.post(stored);
      }
      if (page.length < PAGE) return;
      after = page.at(-1)!.position;
    }
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
