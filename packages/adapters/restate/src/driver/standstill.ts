import { HANDOVER_MS } from './handover.ts';

const TICK_MS = 50;
const LIMIT_MS = HANDOVER_MS - 2 * TICK_MS;

/** Notices when this process was stopped, or was busy for so long that it may have missed the end of a connection. */
export class Standstill {
  readonly #timer: NodeJS.Timeout;
  #tickedAt = performance.now();
  #endedAt = 0;

  constructor() {
    this.#timer = setInterval(() => {
      this.#look();
      this.#tickedAt = performance.now();
    }, TICK_MS).unref();
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#tickedAt > LIMIT_MS) this.#endedAt = now;
  }

  /** When the last one was noticed, as `performance.now()`. */
  get endedAt(): number {
    this.#look();
    return this.#endedAt;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
