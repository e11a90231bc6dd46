import { describe, expect, it } from 'vitest';
import { taskName } from './timeline.ts';

describe('the name of a task', () => {
  it.each([
    ['/do/0/getCapacity', 'getCapacity'],
    ['/do/2/reject/do/1/rejectOrder', 'rejectOrder'],
    ['/do/3/each/do@7/0/createOrder', 'createOrder'],
    ['/do/0/attempt/try@2/0/getPet', 'getPet'],
    ['/do/0/decide/signal', 'decide'],
  ])('of the key %s is %s', (key, name) => {
    expect(taskName(key)).toBe(name);
  });

  it('is unknown for a key without a task', () => {
    expect(taskName('')).toBeUndefined();
  });
});
