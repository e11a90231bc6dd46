import type { TimeSource } from '@parley/engine';

/**
 * Keeps a virtual clock still while Restate has something under way that the clock's owner cannot see. Holds have names,
 * because who takes one and who lets go of it are often different attempts of different executions. A real clock does
 * not care.
 */
export class StillClock {
  static readonly #all = new WeakMap<TimeSource, StillClock>();
  readonly #time: TimeSource | undefined;
  readonly #holds = new Map<string, () => void>();

  private constructor(time: TimeSource | undefined) {
    this.#time = time;
  }

  /** The same one for every engine on the same clock. */
  static of(time: TimeSource | undefined): StillClock {
    if (!time) return new StillClock(undefined);
    const known = StillClock.#all.get(time);
    if (known) return known;
    const clock = new StillClock(time);
    StillClock.#all.set(time, clock);
    return clock;
  }

  hold(name: string): void {
    const release = this.#holds.has(name) ? undefined : this.#time?.hold?.();
    if (release) this.#holds.set(name, release);
  }

  release(name: string): void {
    this.#holds.get(name)?.();
    this.#holds.delete(name);
  }

  /** Lets go of everything that concerns an execution that has ended. */
  forget(executionId: string): void {
    this.release(executionId);
    for (const name of this.#holds.keys()) if (name.startsWith(`${executionId}/`)) this.release(name);
  }
}
