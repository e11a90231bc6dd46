import type { Clock } from '@parley/kernel';
import type { RateLimiter } from '../ports.ts';

export interface RateLimit {
  /** Requests per second that a key may make for ever. */
  readonly perSecond: number;
  /** Requests that a key may make at once after a pause. */
  readonly burst: number;
  /** Keys remembered; the one unused longest is forgotten first. Default 100 000. */
  readonly maxKeys?: number;
}

/**
 * A rate limiter in memory by the generic cell rate algorithm (ITU-T I.371, virtual scheduling): one number a key,
 * the theoretical arrival time of its next request, and no window at whose edge twice the limit gets through.
 */
export function createRateLimiter(limit: RateLimit, clock: Clock): RateLimiter {
  const intervalMs = 1000 / limit.perSecond;
  const toleranceMs = intervalMs * (limit.burst - 1);
  const maxKeys = limit.maxKeys ?? 100_000;
  const arrivals = new Map<string, number>();
  return {
    take(key) {
      const now = clock.now();
      const arrival = Math.max(arrivals.get(key) ?? now, now);
      const excess = arrival - now - toleranceMs;
      if (excess > 0) return { allowed: false, retryAfterMs: Math.ceil(excess) };
      arrivals.delete(key);
      arrivals.set(key, arrival + intervalMs);
      if (arrivals.size > maxKeys) forgetOldest(arrivals);
      return { allowed: true, retryAfterMs: 0 };
    },
  };
}

function forgetOldest(arrivals: Map<string, number>): void {
  const oldest = arrivals.keys().next();
  if (!oldest.done) arrivals.delete(oldest.value);
}
