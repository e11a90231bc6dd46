/** A signal that is aborted with another one or when a time is over, which can be set anew. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #late = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(signal: AbortSignal, ms: number) {
    this.signal = AbortSignal.any([signal, this.#late.signal]);
    this.set(ms);
  }

  get passed(): boolean {
    return this.#late.signal.aborted;
  }

  /** Milliseconds from now. */
  set(ms: number): void {
    this.clear();
    this.#timer = setTimeout(() => this.#late.abort(), Math.max(0, ms));
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
