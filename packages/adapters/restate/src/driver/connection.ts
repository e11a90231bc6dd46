import type { ServerHttp2Session } from 'node:http2';
import { HANDOVER_MS } from './handover.ts';
import type { Standstill } from './standstill.ts';

const MAX_TRIES = 3;

/**
 * A connection from Restate. While it is up, the attempts on it are Restate's only ones at their executions; a worker that
 * stood still cannot know whether it is, and asks before it touches the outside (E9).
 */
export class Connection {
  readonly #session: ServerHttp2Session;
  readonly #standstill: Standstill;
  /** When it was last certain, as `performance.now()`. */
  #certainAt = performance.now();
  #asking: Promise<void> | undefined;

  constructor(session: ServerHttp2Session, standstill: Standstill) {
    this.#session = session;
    this.#standstill = standstill;
  }

  /** Undefined when the connection is up; else resolves when that is known, and rejects when it is not. */
  assured(): Promise<void> | undefined {
    if (this.#certainAt >= this.#standstill.endedAt) return undefined;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const askedAt = performance.now();
      await this.#ping();
      this.#certainAt = performance.now();
      // On a machine where everything is slow, a handover is slow too; calls must go on there.
      if (this.#certainAt - askedAt < HANDOVER_MS || tries === MAX_TRIES) return;
    }
  }

  #ping(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#session.destroyed) reject(new Error('The connection to Restate is gone'));
      else this.#session.ping((error) => (error ? reject(error) : resolve()));
    });
  }
}
