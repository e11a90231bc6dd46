import type { TimeSource } from '../ports/store.ts';

/** Longest delay that `setTimeout` takes, milliseconds; a longer one would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's clock. Its timers keep the process alive until the engine is closed. */
export const systemTime: TimeSource = {
  now: () => Date.now(),
  schedule(atMs, callback) {
    let timer: ReturnType<typeof setTimeout>;
    const arm = () => {
      const delay = Math.max(0, atMs - Date.now());
      timer = setTimeout(delay > MAX_TIMEOUT_MS ? arm : callback, Math.min(delay, MAX_TIMEOUT_MS));
    };
    arm();
    return () => clearTimeout(timer);
  },
};
