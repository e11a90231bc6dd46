import { describe, expect, it } from 'vitest';
import type { CloudEvent } from '../durable.ts';
import { call, called, lines, type MakeDriver, TENANT_A, TENANT_B, until, withDriver } from './driver.ts';
import { workflowOf } from './run-workflow.ts';

function event(type: string, id: string, data: unknown = null): CloudEvent {
  return { specversion: '1.0', id, source: '/test', type, data };
}

const listen = (type: string) => ({ listen: { to: { one: { with: { type } } } } });
const APPROVE = { call: 'approve:1@default', with: { title: 'Order?', assignee: 'manager' } };

/** Signals, events and child executions. */
export function messageContract(make: MakeDriver): void {
  describe('messages', () => {
    it('waits for an approval across a crash; the first decision counts', async () => {
      const main = workflowOf([{ ask: APPROVE }, call('after')]);
      await withDriver(make, main, {}, async ({ start, outcome, history, engine, takeOver, effects }) => {
        const id = await start();
        const asked = async () => lines(await history(id)).some((line) => line.startsWith('EffectCompleted'));
        await until(asked, 'the question is asked and recorded');
        await engine.close();
        const next = await takeOver();
        const name = effects.approvalRequests[0]!.name;
        expect(await next.resolve(TENANT_A, id, name, { approved: true, by: 'ada' })).toBe(true);
        expect(await next.resolve(TENANT_A, id, name, { approved: false, by: 'bob' }).catch(() => false)).toBe(false);
        expect((await outcome(id, next)).status).toBe('completed');
        const answer = (await history(id, next)).find(({ type }) => type === 'SignalReceived');
        expect(answer).toMatchObject({ key: name, data: { value: { approved: true, by: 'ada' } } });
        expect(effects.approvalRequests).toHaveLength(1);
      });
    });

    it('keeps an answer that comes before the question is asked', async () => {
      const main = workflowOf([{ pause: { wait: { milliseconds: 30 } } }, { ask: APPROVE }]);
      await withDriver(make, main, {}, async ({ start, outcome, engine }) => {
        const id = await start();
        expect(await engine.resolve(TENANT_A, id, '/do/1/ask!decision', { approved: true })).toBe(true);
        expect(await outcome(id)).toEqual({ status: 'completed', output: { approved: true } });
      });
    });

    it('gives an event to a listener that waits', async () => {
      await withDriver(make, workflowOf([{ wait: listen('order.paid') }]), {}, async ({ start, outcome, engine }) => {
        const id = await start();
        await engine.deliverEvent(TENANT_A, event('order.other', 'e0'));
        await engine.deliverEvent(TENANT_A, event('order.paid', 'e1', { total: 5 }));
        expect(await outcome(id)).toEqual({ status: 'completed', output: [{ total: 5 }] });
      });
    });

    it('keeps an event that arrives before its listener', async () => {
      const main = workflowOf([{ pause: { wait: { milliseconds: 40 } } }, { wait: listen('order.paid') }]);
      await withDriver(make, main, {}, async ({ start, outcome, engine }) => {
        const id = await start();
        await engine.deliverEvent(TENANT_A, event('order.paid', 'e1', 'early'));
        expect(await outcome(id)).toEqual({ status: 'completed', output: ['early'] });
      });
    });

    it('gives one event to one listener after the other only once, and drops a repeated delivery', async () => {
      const main = workflowOf([{ first: listen('tick') }, { second: listen('tick') }]);
      await withDriver(make, main, {}, async ({ start, outcome, history, engine }) => {
        const id = await start();
        await engine.deliverEvent(TENANT_A, event('tick', 'e1', 1));
        await engine.deliverEvent(TENANT_A, event('tick', 'e1', 1));
        await until(async () => lines(await history(id)).length === 2, 'the first event is recorded');
        await engine.deliverEvent(TENANT_A, event('tick', 'e2', 2));
        expect(await outcome(id)).toEqual({ status: 'completed', output: [2] });
      });
    });

    it('shows no tenant the events of another', async () => {
      await withDriver(
        make,
        workflowOf([{ wait: listen('tick') }]),
        {},
        async ({ start, outcome, history, engine }) => {
          const id = await start();
          await engine.deliverEvent(TENANT_B, event('tick', 'e1', 'of B'));
          expect(lines(await history(id))).toEqual(['ExecutionStarted']);
          await engine.deliverEvent(TENANT_A, event('tick', 'e1', 'of A'));
          expect(await outcome(id)).toEqual({ status: 'completed', output: ['of A'] });
        },
      );
    });

    it('takes an event that came while no worker listened', async () => {
      await withDriver(
        make,
        workflowOf([{ wait: listen('tick') }]),
        {},
        async ({ start, outcome, engine, takeOver }) => {
          const id = await start();
          await engine.close();
          const next = await takeOver();
          await next.deliverEvent(TENANT_A, event('tick', 'e1', 1));
          expect(await outcome(id, next)).toEqual({ status: 'completed', output: [1] });
        },
      );
    });

    it('wakes executions that have left memory: by timer, event and answer', async () => {
      const definitions = {
        timer: workflowOf([{ pause: { wait: { milliseconds: 50 } } }]),
        event: workflowOf([{ wait: listen('tick') }]),
        answer: workflowOf([{ ask: APPROVE }]),
      };
      const trigger = { kind: 'manual' } as const;
      await withDriver(
        make,
        definitions.timer,
        { definitions, maxIdleRuns: 0 },
        async ({ start, outcome, engine, effects }) => {
          const byTimer = await start();
          const byEvent = `${byTimer.slice(0, -1)}x`.replace('x', byTimer.endsWith('e') ? 'f' : 'e');
          const byAnswer = byEvent.replace(/.$/, byEvent.endsWith('0') ? '1' : '0');
          await engine.start({ tenantId: TENANT_A, executionId: byEvent, definition: 'event', input: 1, trigger });
          await engine.start({ tenantId: TENANT_A, executionId: byAnswer, definition: 'answer', input: 1, trigger });
          await until(() => effects.approvalRequests.length === 1, 'the question is asked');
          await engine.deliverEvent(TENANT_A, event('tick', 'e1', 7));
          await engine.resolve(TENANT_A, byAnswer, effects.approvalRequests[0]!.name, { approved: true });
          expect((await outcome(byTimer)).status).toBe('completed');
          expect(await outcome(byEvent)).toEqual({ status: 'completed', output: [7] });
          expect(await outcome(byAnswer)).toEqual({ status: 'completed', output: { approved: true } });
        },
      );
    });

    it('fires a timer of an execution that has left memory while an answer is awaited too', async () => {
      const ask = { ...APPROVE, with: { ...APPROVE.with, deadline: 'PT0.05S' } };
      await withDriver(make, workflowOf([{ ask }]), { maxIdleRuns: 0 }, async ({ start, outcome }) => {
        const id = await start();
        expect(await outcome(id)).toEqual({ status: 'completed', output: { approved: false, expired: true } });
      });
    });

    it('runs a workflow within a workflow, across a crash', async () => {
      const child = workflowOf([
        call('inChild'),
        { pause: { wait: { milliseconds: 40 } } },
        { done: { set: { n: 1 } } },
      ]);
      const main = workflowOf([{ sub: { run: { workflow: { namespace: 'test', name: 'child', version: '1.0.0' } } } }]);
      const definitions = { 'test/child': child };
      await withDriver(make, main, { definitions }, async ({ start, outcome, history, engine, takeOver, effects }) => {
        const id = await start();
        await until(() => called(effects).length === 1, 'the child runs');
        await engine.close();
        const next = await takeOver();
        expect(await outcome(id, next)).toEqual({ status: 'completed', output: { n: 1 } });
        expect(lines(await history(id, next))).toEqual([
          'ExecutionStarted',
          'EffectCompleted /do/0/sub!find',
          'ChildStarted /do/0/sub',
          'ChildCompleted /do/0/sub',
          'ExecutionCompleted',
        ]);
      });
    });

    it('raises the error of a workflow within a workflow', async () => {
      const child = workflowOf([{ no: { raise: { error: { type: 'urn:x', status: 422, title: 'No' } } } }]);
      const main = workflowOf([{ sub: { run: { workflow: { namespace: 'test', name: 'child', version: '1.0.0' } } } }]);
      await withDriver(make, main, { definitions: { 'test/child': child } }, async ({ start, outcome }) => {
        const end = await outcome(await start());
        expect(end).toMatchObject({ status: 'faulted', error: { type: 'urn:x', status: 422 } });
      });
    });
  });
}
