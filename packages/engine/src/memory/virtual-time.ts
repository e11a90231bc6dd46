import type { TimeSource } from '../ports/store.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

export interface VirtualTimeOptions {
  /** Epoch milliseconds; default 2026-01-01T00:00:00Z. */
  readonly startMs?: number;
  /** True (the default) to jump to the next timer as soon as nothing else is to be done; false to move by hand. */
  readonly automatic?: boolean;
}

/** A clock for rehearsals and tests: hours of waiting take no time. */
export class VirtualTime implements TimeSource {
  readonly #automatic: boolean;
  readonly #timers = new Set<Timer>();
  #now: number;
  #order = 0;
  #holds = 0;
  #checking = false;

  constructor({ startMs = Date.UTC(2026, 0, 1), automatic = true }: VirtualTimeOptions = {}) {
    this.#now = startMs;
    this.#automatic = automatic;
  }

  now(): number {
    return this.#now;
  }

  schedule(at: number, callback: () => void): () => void {
    const timer: Timer = { at, order: this.#order++, callback };
    this.#timers.add(timer);
    this.#check();
    return () => this.#timers.delete(timer);
  }

  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.#check();
    };
  }

  /** Moves the clock by `ms`, firing what is due on the way in its order. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.settle();
    for (let timer = this.#next(until); timer; timer = this.#next(until)) {
      this.#fire(timer);
      await this.settle();
    }
    this.#now = until;
  }

  /** Moves the clock to the earliest timer and fires that one alone; false when there is none. */
  fireNext(): boolean {
    const timer = this.#next(Number.POSITIVE_INFINITY);
    if (timer) this.#fire(timer);
    return timer !== undefined;
  }

  /** Resolves when nothing is being done but waiting for a later time; what is due by now fires. */
  async settle(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#holds > 0) continue;
      const due = this.#next(this.#now);
      if (!due) return;
      this.#fire(due);
    }
  }

  #check(): void {
    if (!this.#automatic || this.#checking || this.#timers.size === 0) return;
    this.#checking = true;
    setImmediate(() => {
      this.#checking = false;
      if (this.#holds > 0) return;
      const timer = this.#next(Number.POSITIVE_INFINITY);
      if (timer) this.#fire(timer);
      this.#check();
    });
  }

  #next(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.callback();
  }
}
