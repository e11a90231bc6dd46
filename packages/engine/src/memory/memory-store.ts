import type { CloudEvent } from '../durable.ts';
import { engineError } from '../errors.ts';
import { type HistoryEntry, isTerminal, type StartData } from '../history.ts';
import type { Append, ExecutionHead, ExecutionStore, StoredEvent, Waiting } from '../ports/store.ts';
import { eventId } from '../scheduler/event-buffer.ts';

interface Kept {
  readonly start: StartData;
  readonly entries: HistoryEntry[];
  waiting: Waiting | undefined;
  waitingSince: number;
  suspended: boolean;
}

interface TenantEvents {
  readonly ids: Set<string>;
  readonly events: StoredEvent[];
}

const MARGIN_MS = 60_000;
const MAY_LISTEN: ReadonlySet<ExecutionHead['status']> = new Set(['waiting', 'suspended']);

/** Histories in memory: for rehearsals, tests and replays. */
export class MemoryStore implements ExecutionStore {
  readonly #executions = new Map<string, Kept>();
  readonly #events = new Map<string, TenantEvents>();
  #position = 0;
  #fenced = false;

  /** From now on every append is refused, as if another worker had taken over (E9). */
  fence(): void {
    this.#fenced = true;
  }

  /** What a worker that takes over finds: the same histories and events, without the fence. */
  takeOver(): MemoryStore {
    const successor = new MemoryStore();
    for (const [id, kept] of this.#executions) successor.#executions.set(id, { ...kept, entries: [...kept.entries] });
    for (const [tenant, { ids, events }] of this.#events) {
      successor.#events.set(tenant, { ids: new Set(ids), events: [...events] });
    }
    successor.#position = this.#position;
    this.fence();
    return successor;
  }

  /** The same, with the history of one execution cut off after some of its entries and no events kept. */
  cutAfter(executionId: string, length: number): MemoryStore {
    const cut = new MemoryStore();
    for (const [id, { start, entries }] of this.#executions) {
      const kept = id === executionId ? entries.slice(0, length) : [...entries];
      cut.#executions.set(id, { start, entries: kept, waiting: undefined, waitingSince: 0, suspended: false });
    }
    return cut;
  }

  async append(appends: readonly Append[]): Promise<void> {
    if (this.#fenced) throw engineError('lease_lost', 'Another worker has taken over');
    for (const append of appends) this.#append(append);
  }

  #append({ executionId, entries, waiting }: Append): void {
    let kept = this.#executions.get(executionId);
    for (const entry of entries) {
      if (!kept && entry.type === 'ExecutionStarted') {
        kept = { start: entry.data, entries: [], waiting: undefined, waitingSince: 0, suspended: false };
        this.#executions.set(executionId, kept);
      }
      this.#add(kept!, entry);
    }
    if (!kept) return;
    kept.waiting = waiting;
    kept.waitingSince = kept.entries.at(-1)?.at ?? 0;
  }

  #add(kept: Kept, entry: HistoryEntry): void {
    // E7: what is numbered like an entry that is there is that entry, emitted again.
    if (entry.seq <= kept.entries.length) return;
    if (entry.seq !== kept.entries.length + 1) throw new RangeError(`There is a gap before entry ${entry.seq}`);
    kept.entries.push(entry);
    if (entry.type === 'ExecutionSuspended') kept.suspended = true;
    else if (entry.type === 'ExecutionResumed' || entry.type === 'CancelRequested') kept.suspended = false;
  }

  async head(executionId: string): Promise<ExecutionHead | undefined> {
    const kept = this.#executions.get(executionId);
    if (!kept) return undefined;
    const { tenantId, definition } = kept.start;
    return { tenantId, executionId, definition, status: statusOf(kept), seq: kept.entries.length };
  }

  async history(executionId: string): Promise<readonly HistoryEntry[]> {
    return [...(this.#executions.get(executionId)?.entries ?? [])];
  }

  async runnable(after: string | undefined, limit: number): Promise<readonly string[]> {
    const ids = [...this.#executions].filter(([, kept]) => this.#mustLoad(kept)).map(([id]) => id);
    return page(ids, after, limit);
  }

  #mustLoad(kept: Kept): boolean {
    const status = statusOf(kept);
    if (status !== 'waiting') return status === 'running';
    const { children, eventTypes } = kept.waiting!;
    if (children.some((id) => this.#hasEnded(id))) return true;
    return this.#eventsOf(kept.start.tenantId).some(
      ({ event, at }) => at > kept.waitingSince - MARGIN_MS && listensFor(eventTypes, event.type),
    );
  }

  #hasEnded(executionId: string): boolean {
    const last = this.#executions.get(executionId)?.entries.at(-1);
    return last !== undefined && isTerminal(last.type);
  }

  async due(untilMs: number, limit: number): Promise<readonly { executionId: string; wakeAt: number }[]> {
    return [...this.#executions]
      .filter(([, kept]) => statusOf(kept) === 'waiting')
      .flatMap(([executionId, { waiting }]) => {
        const wakeAt = waiting!.wakeAt;
        return wakeAt !== undefined && wakeAt <= untilMs ? [{ executionId, wakeAt }] : [];
      })
      .sort((a, b) => a.wakeAt - b.wakeAt)
      .slice(0, limit);
  }

  async listening(
    tenantId: string,
    type: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly string[]> {
    const ids = [...this.#executions]
      .filter(([, kept]) => kept.start.tenantId === tenantId && MAY_LISTEN.has(statusOf(kept)))
      .filter(([, { waiting }]) => waiting && listensFor(waiting.eventTypes, type))
      .map(([id]) => id);
    return page(ids, after, limit);
  }

  async keepEvent(tenantId: string, event: CloudEvent, at: number): Promise<StoredEvent | undefined> {
    const kept = this.#events.get(tenantId) ?? { ids: new Set<string>(), events: [] };
    this.#events.set(tenantId, kept);
    if (kept.ids.has(eventId(event))) return undefined;
    kept.ids.add(eventId(event));
    const stored: StoredEvent = { position: ++this.#position, event, at };
    kept.events.push(stored);
    return stored;
  }

  async events(
    tenantId: string,
    { types, sinceMs, after, limit }: Parameters<ExecutionStore['events']>[1],
  ): Promise<readonly StoredEvent[]> {
    return this.#eventsOf(tenantId)
      .filter(({ position, at, event }) => position > after && at >= sinceMs && (!types || types.includes(event.type)))
      .slice(0, limit);
  }

  #eventsOf(tenantId: string): readonly StoredEvent[] {
    return this.#events.get(tenantId)?.events ?? [];
  }
}

function statusOf({ entries, suspended, waiting }: Kept): ExecutionHead['status'] {
  const { type } = entries.at(-1)!;
  if (type === 'ExecutionCompleted') return 'completed';
  if (type === 'ExecutionFaulted') return 'faulted';
  if (type === 'ExecutionCancelled') return 'cancelled';
  if (suspended) return 'suspended';
  return waiting ? 'waiting' : 'running';
}

function listensFor(eventTypes: readonly string[], type: string): boolean {
  return eventTypes.includes(type) || eventTypes.includes('*');
}

function page(ids: readonly string[], after: string | undefined, limit: number): readonly string[] {
  const sorted = ids.toSorted();
  const rest = after === undefined ? sorted : sorted.filter((id) => id > after);
  return rest.slice(0, limit);
}
