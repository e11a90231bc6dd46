import { ManualClock } from '@parley/kernel';
import { expect, it } from 'vitest';
import { ExpiringCache } from './expiring-cache.ts';

it('forgets a value when its time is over', () => {
  const clock = new ManualClock(0);
  const cache = new ExpiringCache<number>(2, clock);
  cache.set('a', 1, 10);
  clock.advance(9);
  expect(cache.get('a')).toBe(1);
  clock.advance(1);
  expect([cache.get('a'), cache.size]).toEqual([undefined, 0]);
});

it('forgets what was used longest ago when it is full', () => {
  const cache = new ExpiringCache<number>(2, new ManualClock(0));
  cache.set('a', 1, 10);
  cache.set('b', 2, 10);
  cache.get('a');
  cache.set('c', 3, 10);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
});
