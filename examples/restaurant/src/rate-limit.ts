/** What a request is told about its quota. */
export interface Quota {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

export interface RateLimit {
  take(nowMs: number): Quota;
}

const WINDOW_MS = 60_000;

/** A fixed window of one minute; simple, as many real APIs have it. */
export function createRateLimit(perMinute: number): RateLimit {
  let window = 0;
  let used = 0;
  return {
    take(nowMs) {
      const current = Math.floor(nowMs / WINDOW_MS);
      if (current !== window) {
        window = current;
        used = 0;
      }
      used += 1;
      const resetSeconds = Math.max(1, Math.ceil(((current + 1) * WINDOW_MS - nowMs) / 1000));
      return { allowed: used <= perMinute, limit: perMinute, remaining: Math.max(0, perMinute - used), resetSeconds };
    },
  };
}
