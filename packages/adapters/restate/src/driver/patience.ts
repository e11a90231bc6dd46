import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, ParleyError } from '@parley/kernel';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Does something until it works, while what goes wrong may pass: a store that is away must not end an attempt, because
 * the next one would make the calls in flight again. Gives up when `over` says so. `waiting` is what the log says.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  over: () => boolean,
  logger: Logger,
  waiting = 'An execution waits for its store',
): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ParleyError && error.retryable) || over()) throw error;
      logger.warn({ err: error }, waiting);
      await delay(pause);
    }
  }
}
