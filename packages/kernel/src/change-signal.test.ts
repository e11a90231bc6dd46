import { describe, expect, it } from 'vitest';
import { ChangeSignal, waitForChange } from './change-signal.ts';

describe('waiting for a change', () => {
  it('reads again when the topic is notified, and not for another topic', async () => {
    const signal = new ChangeSignal();
    let value: string | undefined;
    let reads = 0;
    const waiting = waitForChange(signal, 'a', 10_000, async () => {
      reads += 1;
      return value;
    });
    await Promise.resolve();
    signal.notify('b');
    value = 'news';
    signal.notify('a');

    expect(await waiting).toBe('news');
    expect(reads).toBe(2);
  });

  it('gives what is there at once, and undefined when the time is over', async () => {
    const signal = new ChangeSignal();

    expect(await waitForChange(signal, 'a', 10_000, async () => 1)).toBe(1);
    expect(await waitForChange(signal, 'a', 0, async () => undefined)).toBeUndefined();
    expect(await waitForChange(signal, 'a', 5, async () => undefined)).toBeUndefined();
  });

  it('misses no change that comes while it reads', async () => {
    const signal = new ChangeSignal();
    let value: number | undefined;

    const found = await waitForChange(signal, 'a', 10_000, async () => {
      const before = value;
      if (value === undefined) {
        value = 7;
        signal.notify('a');
      }
      return before;
    });

    expect(found).toBe(7);
  });

  it('ends when the caller goes away', async () => {
    const controller = new AbortController();
    const waiting = waitForChange(new ChangeSignal(), 'a', 60_000, async () => undefined, controller.signal);
    controller.abort();

    expect(await waiting).toBeUndefined();
  });
});
