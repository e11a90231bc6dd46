import type { RunHost } from './host.ts';

/** Holds an execution back from the outside while another worker may have taken over (E9). */
export class Assurance {
  readonly #host: RunHost;
  readonly #regained: () => void;
  readonly #lost: (error: unknown) => void;
  #asking = false;

  /** `regained` is called when it is known that nobody has, `lost` when somebody has. */
  constructor(host: RunHost, regained: () => void, lost: (error: unknown) => void) {
    this.#host = host;
    this.#regained = regained;
    this.#lost = lost;
  }

  /** True when the outside may be touched now. */
  get given(): boolean {
    if (this.#asking) return false;
    const assured = this.#host.assured?.();
    if (!assured) return true;
    this.#asking = true;
    assured.then(() => {
      this.#asking = false;
      this.#regained();
    }, this.#lost);
    return false;
  }
}
