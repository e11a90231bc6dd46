/** Where code learns the time; tests drive it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that moves only when told to. `startMs` defaults to 2026-01-01T00:00:00Z. */
export class ManualClock implements Clock {
  #now: number;

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** Moves the clock forward by `ms` milliseconds. */
  advance(ms: number): void {
    this.#now += ms;
  }
}

/** Milliseconds since the epoch as an RFC 3339 time in UTC. */
export function toRfc3339(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
