/**
 * Wakes readers that wait for news on a topic, within one process. It carries no data: who is woken reads the store
 * again, so a lost or doubled wake-up costs a look, never a wrong answer.
 */
export class ChangeSignal {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Wakes everybody who waits for `topic`. */
  notify(topic: string): void {
    const waiters = this.#waiting.get(topic);
    if (!waiters) return;
    this.#waiting.delete(topic);
    for (const wake of waiters) wake();
  }

  /** Resolves at the next notification of `topic`, after `timeoutMs`, or at `abort`. */
  wait(topic: string, timeoutMs: number, abort?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.#waiting.get(topic) ?? new Set();
      this.#waiting.set(topic, waiters);
      const wake = () => {
        clearTimeout(timer);
        abort?.removeEventListener('abort', wake);
        waiters.delete(wake);
        if (waiters.size === 0 && this.#waiting.get(topic) === waiters) this.#waiting.delete(topic);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      abort?.addEventListener('abort', wake, { once: true });
      waiters.add(wake);
    });
  }
}

/** Other processes' changes are seen at the latest after this time. */
const RECHECK_MS = 500;

/**
 * Long polling: calls `read` until it returns something other than undefined, at each change of `topic`, for at most
 * `waitMs` or until `abort`; then gives the last answer, undefined included.
 */
export async function waitForChange<T>(
  signal: ChangeSignal,
  topic: string,
  waitMs: number,
  read: () => Promise<T | undefined>,
  abort?: AbortSignal,
): Promise<T | undefined> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const left = abort?.aborted ? 0 : deadline - Date.now();
    // The wait begins before the read, so that a change between the two is not missed.
    const changed = left > 0 ? signal.wait(topic, Math.min(left, RECHECK_MS), abort) : undefined;
    const found = await read();
    if (found !== undefined || !changed) return found;
    await changed;
  }
}
