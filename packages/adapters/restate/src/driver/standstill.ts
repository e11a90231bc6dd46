const TICK_MS = 20;
// Restate waits 50 ms before it gives an execution to another worker, which then has to replay it and make the call.
const LIMIT_MS = 50;

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
