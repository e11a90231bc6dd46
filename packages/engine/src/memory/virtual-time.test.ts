import { expect, it } from 'vitest';
import { VirtualTime } from './virtual-time.ts';

it('jumps from timer to timer in their order when nothing else is to be done', async () => {
  const time = new VirtualTime({ startMs: 0 });
  const fired: [string, number][] = [];
  const done = new Promise<void>((resolve) => {
    time.schedule(5_000, () => {
      fired.push(['late', time.now()]);
      resolve();
    });
  });
  time.schedule(1_000, () => fired.push(['early', time.now()]));
  time.schedule(1_000, () => fired.push(['second at the same time', time.now()]));
  time.schedule(2_000, () => fired.push(['prevented', time.now()]))();
  await done;
  expect(fired).toEqual([
    ['early', 1_000],
    ['second at the same time', 1_000],
    ['late', 5_000],
  ]);
});

it('stands still while it is held', async () => {
  const time = new VirtualTime({ startMs: 0 });
  const release = time.hold();
  let fired = false;
  time.schedule(10, () => {
    fired = true;
  });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect([fired, time.now()]).toEqual([false, 0]);
  release();
  release();
  await time.settle();
  await time.settle();
  expect([fired, time.now()]).toEqual([true, 10]);
});

it('moves by hand, firing what is due on the way', async () => {
  const time = new VirtualTime({ startMs: 100, automatic: false });
  const fired: number[] = [];
  time.schedule(150, () => {
    fired.push(time.now());
    time.schedule(160, () => fired.push(time.now()));
  });
  time.schedule(300, () => fired.push(time.now()));
  await time.advance(100);
  expect([fired, time.now()]).toEqual([[150, 160], 200]);
});

it('fires what is due already before it has settled, and nothing later', async () => {
  const time = new VirtualTime({ startMs: 1_000, automatic: false });
  const fired: string[] = [];
  time.schedule(500, () => fired.push('past'));
  time.schedule(1_001, () => fired.push('future'));
  await time.settle();
  expect(fired).toEqual(['past']);
  expect(time.now()).toBe(1_000);
});
