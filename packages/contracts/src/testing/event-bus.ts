import { newId } from '@parley/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainEvent, EventBus } from '../events.ts';

/** An event that a consumer failed to handle too often. */
export interface FailedDelivery {
  readonly id: number | string;
  readonly consumer: string;
  readonly event: DomainEvent;
  readonly error: string;
  readonly attempts: number;
}

/** A bus under test, with what its adapter has for publishing and operating it. Retries wait a few milliseconds. */
export interface EventBusHarness {
  readonly bus: EventBus;
  /** Failures after which an event goes to the dead letters. */
  readonly maxAttempts: number;
  /** Starts delivery; consumers have subscribed before. */
  start(): Promise<void>;
  /** Makes the events durable, in this order. */
  publish(events: readonly DomainEvent[]): Promise<void>;
  /** Resolves when everything that was published is handled or with the dead letters. */
  drained(): Promise<void>;
  deadLetters(): Promise<readonly FailedDelivery[]>;
  replay(ids: readonly (number | string)[]): Promise<void>;
  close(): Promise<void>;
}

const TENANT = newId();

function event(subject: string, data: DomainEvent['data'] = null, id: string = newId()): DomainEvent {
  return {
    ...{ id, type: 'test.happened', source: 'test', subject, data },
    ...{ time: '2026-01-01T00:00:00Z', accountid: TENANT, dataversion: 1 },
  };
}

/** What every {@link EventBus} keeps. `open` gives a new bus with nothing published. */
export function testEventBus(name: string, open: () => Promise<EventBusHarness>): void {
  describe(`event bus: ${name}`, () => {
    let harness: EventBusHarness;

    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.close());

    /** Subscribes a consumer that notes the ids it has handled. */
    function recorder(consumer: string, types: readonly string[] = ['test.happened']): string[] {
      const seen: string[] = [];
      harness.bus.subscribe(consumer, types, async ({ id }) => {
        seen.push(id);
      });
      return seen;
    }

    it('delivers an event unchanged to every consumer of its type and of all types, and to no other', async () => {
      const received: DomainEvent[] = [];
      harness.bus.subscribe('exact', ['test.happened'], async (one) => void received.push(one));
      const all = recorder('all', ['*']);
      const other = recorder('other', ['test.else']);
      await harness.start();
      const sent = {
        ...event('s', { text: 'ünïcode \u0000 "quoted"', list: [1, null, 1.5] }),
        traceparent: '00-a-b-01',
      };
      await harness.publish([sent]);
      await harness.drained();
      expect(received).toEqual([sent]);
      expect(all).toEqual([sent.id]);
      expect(other).toEqual([]);
    });

    it('delivers events of one subject in the order of publishing', async () => {
      const seen = recorder('ordered');
      await harness.start();
      const events = Array.from({ length: 50 }, () => event('one'));
      for (const one of events) await harness.publish([one]);
      await harness.drained();
      expect(seen).toEqual(events.map(({ id }) => id));
    });

    it('never runs two handlers of one consumer and subject at once', async () => {
      const running = new Map<string, number>();
      let most = 0;
      harness.bus.subscribe('serial', ['test.happened'], async ({ subject }) => {
        running.set(subject, (running.get(subject) ?? 0) + 1);
        most = Math.max(most, running.get(subject) ?? 0);
        await new Promise((resolve) => setImmediate(resolve));
        running.set(subject, (running.get(subject) ?? 0) - 1);
      });
      await harness.start();
      await harness.publish(Array.from({ length: 40 }, (_, index) => event(`s${index % 4}`)));
      await harness.drained();
      expect(most).toBe(1);
    });

    it('tries a failing handler again, with the events of the subject behind it waiting', async () => {
      const log: string[] = [];
      let failures = harness.maxAttempts - 1;
      harness.bus.subscribe('flaky', ['test.happened'], async ({ data }) => {
        log.push(String(data));
        if (data === 'first' && failures-- > 0) throw new Error('not yet');
      });
      await harness.start();
      await harness.publish([event('one', 'first'), event('one', 'second')]);
      await harness.drained();
      expect(log).toEqual([...Array.from({ length: harness.maxAttempts }, () => 'first'), 'second']);
      expect(await harness.deadLetters()).toEqual([]);
    });

    it('lets other subjects and consumers pass a failing handler', async () => {
      const healthy = recorder('healthy');
      const passed: unknown[] = [];
      let release: () => void = () => {};
      const blocked = new Promise<void>((resolve) => {
        release = resolve;
      });
      harness.bus.subscribe('blocking', ['test.happened'], async ({ subject, data }) => {
        if (subject === 'stuck') await blocked;
        passed.push(data);
        if (data === 'free') release();
      });
      await harness.start();
      await harness.publish([event('stuck', 'stuck'), event('other', 'free')]);
      await harness.drained();
      expect(passed).toEqual(['free', 'stuck']);
      expect(healthy).toHaveLength(2);
    });

    it('puts what fails too often to the dead letters of that consumer and goes on', async () => {
      const healthy = recorder('healthy');
      const after: unknown[] = [];
      harness.bus.subscribe('failing', ['test.happened'], async ({ data }) => {
        if (data === 'poison') throw new Error('cannot read it');
        after.push(data);
      });
      await harness.start();
      const poison = event('one', 'poison');
      await harness.publish([poison, event('one', 'fine')]);
      await harness.drained();
      expect(after).toEqual(['fine']);
      expect(healthy).toHaveLength(2);
      expect(await harness.deadLetters()).toEqual([
        expect.objectContaining({
          consumer: 'failing',
          event: poison,
          error: 'cannot read it',
          attempts: harness.maxAttempts,
        }),
      ]);
    });

    it('replays a dead letter to the consumer that failed and to nobody else', async () => {
      const healthy = recorder('healthy');
      let broken = true;
      const handled: string[] = [];
      harness.bus.subscribe('repaired', ['test.happened'], async ({ id }) => {
        if (broken) throw new Error('broken');
        handled.push(id);
      });
      await harness.start();
      const one = event('one');
      await harness.publish([one]);
      await harness.drained();
      broken = false;
      await harness.replay((await harness.deadLetters()).map(({ id }) => id));
      await harness.drained();
      expect(handled).toEqual([one.id]);
      expect(healthy).toEqual([one.id]);
      expect(await harness.deadLetters()).toEqual([]);
    });

    it('drops an event whose id was handled or is waiting', async () => {
      const seen = recorder('once');
      await harness.start();
      const one = event('one', null, 'the-same-id');
      await harness.publish([one]);
      await harness.publish([one]);
      await harness.drained();
      await harness.publish([one]);
      await harness.drained();
      expect(seen).toEqual(['the-same-id']);
    });
  });
}
