import { type TimeSource, VirtualTime } from '@parley/engine';

/** A virtual clock that also passes while a system is slow to answer, although the call is still under way. */
export class RehearsalTime implements TimeSource {
  readonly #time = new VirtualTime();
  #held = 0;
  #release: () => void = () => {};

  now(): number {
    return this.#time.now();
  }

  schedule(atMs: number, callback: () => void): () => void {
    return this.#time.schedule(atMs, callback);
  }

  hold(): () => void {
    this.#take();
    let held = true;
    return () => {
      if (held) this.#give();
      held = false;
    };
  }

  /** Lets `ms` milliseconds pass. For a caller that holds the clock: it lets go of it meanwhile. */
  async pass(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.schedule(this.now() + ms, () => {
        this.#take();
        resolve();
      });
      this.#give();
    });
  }

  #take(): void {
    this.#held += 1;
    if (this.#held === 1) this.#release = this.#time.hold();
  }

  #give(): void {
    this.#held -= 1;
    if (this.#held === 0) this.#release();
  }
}
