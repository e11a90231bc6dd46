import { ManualClock } from '@parley/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from './rate-limiter.ts';

describe('the rate limiter', () => {
  it('lets a burst through, then one request an interval', () => {
    const clock = new ManualClock(0);
    const limiter = createRateLimiter({ perSecond: 10, burst: 3 }, clock);
    const take = () => limiter.take('k').allowed;
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
    clock.advance(99);
    expect(take()).toBe(false);
    clock.advance(1);
    expect([take(), take()]).toEqual([true, false]);
  });

  it('says exactly when the next request will be let through', () => {
    const clock = new ManualClock(0);
    const limiter = createRateLimiter({ perSecond: 3, burst: 1 }, clock);
    limiter.take('k');
    const { retryAfterMs } = limiter.take('k');
    expect(retryAfterMs).toBe(334);
    clock.advance(retryAfterMs - 1);
    expect(limiter.take('k').allowed).toBe(false);
    clock.advance(1);
    expect(limiter.take('k').allowed).toBe(true);
  });

  it('never lets more through in any window than the burst and the rate', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 });
    const limits = fc.record({ perSecond: fc.integer({ min: 1, max: 20 }), burst: fc.integer({ min: 1, max: 10 }) });
    fc.assert(
      fc.property(limits, steps, (limit, pauses) => {
        const clock = new ManualClock(0);
        const limiter = createRateLimiter(limit, clock);
        const allowedAt: number[] = [];
        for (const pause of pauses) {
          clock.advance(pause);
          if (limiter.take('k').allowed) allowedAt.push(clock.now());
        }
        allowedAt.forEach((start, from) => {
          allowedAt.slice(from).forEach((end, index) => {
            expect(index + 1).toBeLessThanOrEqual(limit.burst + ((end - start) / 1000) * limit.perSecond + 1e-6);
          });
        });
      }),
    );
  });

  it('remembers a bounded number of keys', () => {
    const limiter = createRateLimiter({ perSecond: 1, burst: 1, maxKeys: 2 }, new ManualClock(0));
    for (const key of ['a', 'b', 'c']) limiter.take(key);
    expect(['c', 'a'].map((key) => limiter.take(key).allowed)).toEqual([false, true]);
  });
});
