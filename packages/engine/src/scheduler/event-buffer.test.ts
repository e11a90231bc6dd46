import { expect, it, vi } from 'vitest';
import { MemoryStore } from '../memory/memory-store.ts';
import { VirtualTime } from '../memory/virtual-time.ts';
import { startWorkflow, TENANT, workflowOf } from '../testing/run-workflow.ts';
import { EventBuffer } from './event-buffer.ts';

const event = (type: string, id: string, data: unknown = id) => ({ specversion: '1.0', id, source: '/s', type, data });
const listen = (...types: string[]) => ({ listen: { to: { any: types.map((type) => ({ with: { type } })) } } });

class CountingStore extends MemoryStore {
  readonly asked: (readonly string[] | undefined)[] = [];

  override events(...args: Parameters<MemoryStore['events']>) {
    this.asked.push(args[1].types);
    return super.events(...args);
  }
}

it('reads only events of types that somebody listens for, once each', async () => {
  const store = new CountingStore();
  const main = workflowOf([
    { loop: { for: { in: '[range(3)]' }, do: [{ tick: listen('tick') }] } },
    { other: listen('other', 'tick') },
  ]);
  const run = await startWorkflow(main, { store });
  for (const id of ['1', '2', '3']) await run.engine.deliverEvent(TENANT, event('tick', id));
  await run.engine.deliverEvent(TENANT, event('noise', 'n'));
  await run.engine.deliverEvent(TENANT, event('other', 'o'));
  expect(await run.outcome()).toEqual({ status: 'completed', output: ['o'] });
  expect(new Set(store.asked.map(String))).toEqual(new Set(['tick', 'other']));
});

it('takes the oldest kept event of several types', async () => {
  const main = workflowOf([{ ready: listen('go') }, { first: listen('b', 'a') }]);
  const run = await startWorkflow(main);
  await run.engine.deliverEvent(TENANT, event('a', '1'));
  await run.engine.deliverEvent(TENANT, event('b', '2'));
  await run.engine.deliverEvent(TENANT, event('go', '3'));
  expect(await run.outcome()).toEqual({ status: 'completed', output: ['1'] });
});

it('lets a listener for any type see what others kept', async () => {
  const main = workflowOf([{ ready: listen('go') }, { any: { listen: { to: { any: [] } } } }]);
  const run = await startWorkflow(main);
  await run.engine.deliverEvent(TENANT, event('a', '1'));
  await run.engine.deliverEvent(TENANT, event('go', '2'));
  expect(await run.outcome()).toEqual({ status: 'completed', output: ['1'] });
});

it('works through thousands of events in a time that grows with their number', async () => {
  const main = workflowOf([
    { all: { listen: { to: { any: [{ with: { type: 'tick' } }], until: '(. | length) == 3000' } } } },
  ]);
  const run = await startWorkflow(main);
  for (let index = 0; index < 3_000; index += 1)
    await run.engine.deliverEvent(TENANT, event('tick', String(index), index));
  const outcome = await run.outcome();
  expect(outcome.status === 'completed' && (outcome.output as number[]).at(-1)).toBe(2_999);
});

it('is not asked about an event in executions that have never listened, however many are open', async () => {
  const sleeper = workflowOf([{ hour: { wait: { hours: 1 } } }]);
  const time = new VirtualTime({ automatic: false });
  const run = await startWorkflow(workflowOf([{ ready: listen('go') }]), { time, definitions: { sleeper } });
  for (let index = 0; index < 20; index += 1) {
    const request = { tenantId: TENANT, executionId: `sleeper-${index}`, definition: 'sleeper', input: {} };
    await run.engine.start({ ...request, trigger: { kind: 'manual' } });
  }
  await time.settle();
  const arrived = vi.spyOn(EventBuffer.prototype, 'arrived');

  await run.engine.deliverEvent(TENANT, event('go', '1'));

  expect(await run.outcome()).toEqual({ status: 'completed', output: ['1'] });
  expect(arrived).toHaveBeenCalledTimes(1);
  arrived.mockRestore();
});
