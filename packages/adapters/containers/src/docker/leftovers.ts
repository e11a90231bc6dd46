import type { Clock } from '@parley/kernel';
import type { DockerApi } from './docker-api.ts';
import { remove, removeExpired } from './docker-containers.ts';

/** How often all containers are looked through for those that nobody took over. */
const LOOK_EVERY_MS = 30_000;

/**
 * Removes containers some time after their end, when their results have been recorded. What a process forgets by
 * crashing goes by its label.
 */
export class Leftovers {
  readonly #docker: DockerApi;
  readonly #clock: Clock;
  /** In the order of their times. */
  readonly #ended = new Map<string, number>();
  #lookAt = 0;
  #sweeping: Promise<void> | undefined;

  constructor(docker: DockerApi, clock: Clock) {
    this.#docker = docker;
    this.#clock = clock;
  }

  /** A container that has ended and may be removed at a time; every next one at a later time. */
  add(id: string, removeAt: number): void {
    this.#ended.set(id, removeAt);
  }

  /** Begins to remove what is over, unless that is under way. Nothing fails when the engine refuses. */
  sweep(): void {
    this.#sweeping ??= this.#sweep()
      .catch(() => {})
      .finally(() => {
        this.#sweeping = undefined;
      });
  }

  /** Resolves when nothing is being removed. */
  async idle(): Promise<void> {
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const now = this.#clock.now();
    for (const [id, removeAt] of this.#ended) {
      if (removeAt > now) break;
      this.#ended.delete(id);
      await remove(this.#docker, id);
    }
    if (now < this.#lookAt) return;
    this.#lookAt = now + LOOK_EVERY_MS;
    await removeExpired(this.#docker, now);
  }
}
