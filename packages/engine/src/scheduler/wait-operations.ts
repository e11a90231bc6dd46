import type { CloudEvent, EventSubscription } from '../durable.ts';
import type { HistoryEntry } from '../history.ts';
import type { Fiber } from './fiber.ts';
import { type Awaited, Operation } from './operation.ts';
import type { Run } from './run.ts';

/** `Durable.sleep`: the time to wake is recorded first, so that a restart does not start the wait anew. */
export class TimerOperation extends Operation<void> {
  readonly #untilMs: number;
  #recordedAt: number | undefined;
  #disarm: (() => void) | undefined;
  #active = false;

  constructor(run: Run, key: string, untilMs: number) {
    super(run, key);
    this.#untilMs = untilMs;
  }

  override get recordsOnly(): boolean {
    return true;
  }

  activate(): void {
    this.#active = true;
    if (this.#recordedAt === undefined) this.run.emit('TimerSet', this.key!, { at: this.#untilMs });
    else this.#arm(this.#recordedAt);
  }

  #arm(at: number): void {
    this.#disarm = this.run.host.time.schedule(at, () => this.run.emit('TimerFired', this.key!, {}));
  }

  override deliver(entry: HistoryEntry): void {
    if (entry.type === 'TimerFired') this.run.resume(this, undefined);
    else if (entry.type === 'TimerSet') this.#onSet(entry.data.at);
  }

  #onSet(at: number): void {
    this.#recordedAt = at;
    if (this.#active) this.#arm(at);
  }

  abandon(): boolean {
    this.stop();
    return true;
  }

  override stop(): void {
    this.#active = false;
    this.#disarm?.();
  }

  awaited(): Awaited {
    return { wakeAt: this.#recordedAt ?? this.#untilMs };
  }
}

/** `Durable.signal`: somebody outside resolves the key; the run takes care of values that came before the wait. */
export class SignalOperation<T> extends Operation<T> {
  activate(): void {}

  override deliver(entry: HistoryEntry): void {
    if (entry.type === 'SignalReceived') this.run.resume(this, entry.data.value);
  }

  abandon(): boolean {
    return true;
  }

  awaited(): Awaited {
    return { signal: this.key! };
  }
}

/** `Durable.event`: takes the first event that matches from the run's buffer, or the next one that arrives. */
export class EventOperation extends Operation<CloudEvent> {
  readonly subscription: EventSubscription;
  /** True once an event has been taken, though it may not be durable yet. */
  taken = false;

  constructor(run: Run, key: string, subscription: EventSubscription) {
    super(run, key);
    this.subscription = subscription;
  }

  activate(): void {
    this.run.events.add(this);
  }

  /** True when the listener still waits and the event is one that it waits for. */
  accepts(event: CloudEvent): boolean {
    const { types, matches } = this.subscription;
    return !this.taken && (types === undefined || types.includes(event.type)) && matches(event);
  }

  take(event: CloudEvent): void {
    this.taken = true;
    this.run.emit('EventReceived', this.key!, { event });
  }

  override deliver(entry: HistoryEntry): void {
    if (entry.type !== 'EventReceived') return;
    this.run.events.remove(this);
    this.run.resume(this, entry.data.event);
  }

  abandon(): boolean {
    this.stop();
    return true;
  }

  override stop(): void {
    this.run.events.remove(this);
  }

  awaited(): Awaited {
    return this.taken || this.run.events.loading ? 'busy' : { eventTypes: this.subscription.types ?? ['*'] };
  }
}

/** `Durable.record`: a remark in the history, written once. */
export class RecordOperation extends Operation<void> {
  readonly #type: 'CompensationStarted' | 'CompensationFailed';
  readonly #data: object;

  constructor(run: Run, key: string, type: 'CompensationStarted' | 'CompensationFailed', data: object) {
    super(run, key);
    this.#type = type;
    this.#data = data;
  }

  override get recordsOnly(): boolean {
    return true;
  }

  activate(): void {
    this.run.emit(this.#type, this.key!, { ...this.#data });
  }

  override deliver(entry: HistoryEntry): void {
    if (entry.type === this.#type) this.run.resume(this, undefined);
  }

  abandon(): boolean {
    return false;
  }

  awaited(): Awaited {
    return 'busy';
  }
}

/** `Durable.breathe`: goes on in a later turn of the event loop. Nothing recorded is delivered meanwhile. */
export class BreatheOperation extends Operation<void> {
  override park(fiber: Fiber): void {
    this.fiber = fiber;
    this.run.breathe(this as Operation<unknown>);
  }

  activate(): void {}

  abandon(): boolean {
    return false;
  }

  awaited(): Awaited {
    return 'busy';
  }
}
