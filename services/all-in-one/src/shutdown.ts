import type { Logger } from '@parley/kernel';

type Close = () => Promise<unknown> | unknown;

/** What was started, to be stopped in the opposite order. */
export class Shutdown {
  readonly #steps: { readonly name: string; readonly close: Close }[] = [];
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Registers how to stop what was just started. */
  add(name: string, close: Close): void {
    this.#steps.push({ name, close });
  }

  /** Stops everything, the newest first. What fails to stop is logged and does not keep the rest from stopping. */
  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.close();
      } catch (error) {
        this.#logger.error({ error, part: step.name }, 'a part did not stop cleanly');
      }
    }
  }
}
