import { setMaxListeners } from 'node:events';

/** A signal that follows a caller's signal and a time limit; {@link Deadline.clear} must be called in the end. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True when the time limit, not the caller, aborted. */
  expired(): boolean;
  clear(): void;
}

/** Aborts after `timeoutMs` or with `outer`. Leaves no listener behind on a signal that lives long. */
export function createDeadline(timeoutMs: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new DOMException('The time limit is over', 'TimeoutError'));
  }, timeoutMs);
  const follow = () => controller.abort(outer?.reason);
  if (outer) setMaxListeners(0, outer); // any number of calls may share a signal
  if (outer?.aborted) follow();
  else outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    expired: () => expired,
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}
