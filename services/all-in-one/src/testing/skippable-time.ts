import type { TimeSource } from '@parley/engine';

interface Alarm {
  readonly atMs: number;
  readonly callback: () => void;
  timer: NodeJS.Timeout;
}

// Timers cannot be set further ahead than this; a longer one is looked at again then.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock, which a test can move forward: waits of minutes end at once, in the right order. */
export class SkippableTime implements TimeSource {
  #skippedMs = 0;
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return Date.now() + this.#skippedMs;
  }

  schedule(atMs: number, callback: () => void): () => void {
    const alarm: Alarm = { atMs, callback, timer: setTimeout(() => {}, 0) };
    this.#alarms.add(alarm);
    this.#arm(alarm);
    return () => this.#drop(alarm);
  }

  /** Moves the clock forward by `ms` milliseconds. */
  skip(ms: number): void {
    this.#skippedMs += ms;
    for (const alarm of this.#alarms) this.#arm(alarm);
  }

  #arm(alarm: Alarm): void {
    clearTimeout(alarm.timer);
    const left = Math.min(Math.max(0, alarm.atMs - this.now()), LONGEST_TIMER_MS);
    alarm.timer = setTimeout(() => this.#ring(alarm), left);
  }

  #ring(alarm: Alarm): void {
    if (alarm.atMs > this.now()) {
      this.#arm(alarm);
      return;
    }
    this.#drop(alarm);
    alarm.callback();
  }

  #drop(alarm: Alarm): void {
    clearTimeout(alarm.timer);
    this.#alarms.delete(alarm);
  }
}
