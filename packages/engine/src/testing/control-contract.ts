import { describe, expect, it } from 'vitest';
import {
  call,
  called,
  deferred,
  freshId,
  lines,
  type MakeDriver,
  TENANT_A,
  TENANT_B,
  until,
  withDriver,
} from './driver.ts';
import { workflowOf } from './run-workflow.ts';

const pause = (milliseconds: number) => ({ pause: { wait: { milliseconds } } });

function undoable(name: string) {
  const [task] = Object.values(call(name));
  return { [name]: { ...task!, metadata: { compensate: [call(`undo-${name}`)] } } };
}

const FAIL = { fail: { raise: { error: { type: 'urn:broken', status: 500, title: 'Broken' } } } };

/** E6 and what people do to executions. */
export function controlContract(make: MakeDriver): void {
  describe('control', () => {
    it('E6: a fault undoes completed tasks, newest first, once each', async () => {
      const main = workflowOf([undoable('a'), call('plain'), undoable('b'), FAIL]);
      await withDriver(make, main, {}, async ({ start, outcome, effects }) => {
        const end = await outcome(await start());
        expect(end).toMatchObject({ status: 'faulted', error: { type: 'urn:broken' } });
        expect(called(effects)).toEqual(['a', 'plain', 'b', 'undo-b', 'undo-a']);
      });
    });

    it('E6: a crash in the middle of a compensation neither skips nor repeats one', async () => {
      const gate = deferred();
      let open = false;
      const http = async (request: { uri: string }) => {
        if (request.uri.endsWith('undo-b') && !open) await gate.promise;
        return { content: 1 };
      };
      const main = workflowOf([undoable('a'), undoable('b'), undoable('c'), FAIL]);
      await withDriver(make, main, { http }, async ({ start, outcome, history, engine, takeOver, effects }) => {
        const id = await start();
        await until(() => called(effects).includes('undo-b'), 'the second compensation is in flight');
        await engine.close();
        open = true;
        const next = await takeOver();
        expect((await outcome(id, next)).status).toBe('faulted');
        gate.resolve();
        expect(called(effects)).toEqual(['a', 'b', 'c', 'undo-c', 'undo-b', 'undo-b', 'undo-a']);
        const started = lines(await history(id, next)).filter((line) => line.startsWith('CompensationStarted'));
        expect(started).toHaveLength(3);
        const undoB = effects.calls.filter(({ name }) => name.endsWith('undo-b'));
        expect(new Set(undoB.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
      });
    });

    it('cancels: what waits stops, what was done is undone', async () => {
      const main = workflowOf([undoable('a'), { hour: { wait: 'PT1H' } }, call('never')]);
      await withDriver(make, main, {}, async ({ start, outcome, history, engine, effects }) => {
        const id = await start();
        await until(async () => lines(await history(id)).includes('TimerSet /do/1/hour'), 'it waits');
        await engine.cancel(TENANT_A, id, 'no longer wanted');
        await engine.cancel(TENANT_A, id, 'said twice');
        expect(await outcome(id)).toEqual({ status: 'cancelled', reason: 'no longer wanted' });
        expect(called(effects)).toEqual(['a', 'undo-a']);
      });
    });

    it('waits for a call in flight that would have to be undone before it cancels', async () => {
      const gate = deferred();
      const http = async (request: { uri: string }) => {
        if (request.uri.endsWith('/a')) await gate.promise;
        return { content: 1 };
      };
      await withDriver(
        make,
        workflowOf([undoable('a'), call('never')]),
        { http },
        async ({ start, outcome, engine, effects }) => {
          const id = await start();
          await until(() => called(effects).length === 1, 'the call is in flight');
          await engine.cancel(TENANT_A, id, 'stop');
          gate.resolve();
          expect((await outcome(id)).status).toBe('cancelled');
          expect(called(effects)).toEqual(['a', 'undo-a']);
        },
      );
    });

    it('goes on cancelling after a crash', async () => {
      const gate = deferred();
      let open = false;
      const http = async (request: { uri: string }) => {
        if (request.uri.endsWith('undo-a') && !open) await gate.promise;
        return { content: 1 };
      };
      const main = workflowOf([undoable('a'), { hour: { wait: 'PT1H' } }]);
      await withDriver(make, main, { http }, async ({ start, outcome, history, engine, takeOver, effects }) => {
        const id = await start();
        await until(async () => lines(await history(id)).includes('TimerSet /do/1/hour'), 'it waits');
        await engine.cancel(TENANT_A, id, 'stop');
        await until(() => called(effects).includes('undo-a'), 'the compensation is in flight');
        await engine.close();
        open = true;
        const next = await takeOver();
        expect(await outcome(id, next)).toEqual({ status: 'cancelled', reason: 'stop' });
        gate.resolve();
        expect(called(effects)).toEqual(['a', 'undo-a', 'undo-a']);
      });
    });

    it('cancels the workflows that a workflow waits for', async () => {
      const child = workflowOf([undoable('inChild'), { hour: { wait: 'PT1H' } }]);
      const main = workflowOf([
        undoable('before'),
        { sub: { run: { workflow: { namespace: 'test', name: 'child', version: '1.0.0' } } } },
      ]);
      const definitions = { 'test/child': child };
      await withDriver(make, main, { definitions }, async ({ start, outcome, history, engine, effects }) => {
        const id = await start();
        await until(() => called(effects).length === 2, 'the child runs');
        await engine.cancel(TENANT_A, id, 'stop');
        expect((await outcome(id)).status).toBe('cancelled');
        expect(called(effects)).toEqual(['before', 'inChild', 'undo-inChild', 'undo-before']);
        const started = (await history(id)).find(({ type }) => type === 'ChildStarted');
        const { executionId } = started!.data as { executionId: string };
        expect((await outcome(executionId)).status).toBe('cancelled');
      });
    });

    it('suspends and resumes, across a crash: nothing new begins in between', async () => {
      const gate = deferred();
      let open = false;
      const http = async (request: { uri: string }) => {
        if (request.uri.endsWith('first') && !open) await gate.promise;
        return { content: 1 };
      };
      const main = workflowOf([call('first'), call('second')]);
      await withDriver(make, main, { http }, async ({ start, outcome, history, engine, takeOver, effects }) => {
        const id = await start();
        await until(() => called(effects).length === 1, 'the first call is in flight');
        await engine.suspend(TENANT_A, id, 'wait a moment');
        open = true;
        gate.resolve();
        await until(
          async () => lines(await history(id)).includes('EffectCompleted /do/0/first'),
          'the call is recorded',
        );
        await engine.close();
        const next = await takeOver();
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(called(effects)).toEqual(['first']);
        await next.resume(TENANT_A, id);
        expect((await outcome(id, next)).status).toBe('completed');
        expect(called(effects)).toEqual(['first', 'second']);
      });
    });

    it('suspends an execution alone: the workflow that it waits for goes on, and its end is taken in later', async () => {
      const gate = deferred();
      const http = async (request: { uri: string }) => {
        if (request.uri.endsWith('inChild')) await gate.promise;
        return { content: 1 };
      };
      const child = workflowOf([call('inChild'), call('childGoesOn')]);
      const run = { workflow: { namespace: 'test', name: 'child', version: '1.0.0' } };
      const main = workflowOf([{ sub: { run } }, call('after')]);
      const definitions = { 'test/child': child };
      await withDriver(make, main, { definitions, http }, async ({ start, outcome, history, engine, effects }) => {
        const id = await start();
        await until(() => called(effects).length === 1, 'the child runs');
        await engine.suspend(TENANT_A, id);
        gate.resolve();
        const started = (await history(id)).find(({ type }) => type === 'ChildStarted');
        const { executionId } = started!.data as { executionId: string };
        expect((await outcome(executionId)).status).toBe('completed');
        expect(called(effects)).toEqual(['inChild', 'childGoesOn']);
        await engine.resume(TENANT_A, id);
        expect((await outcome(id)).status).toBe('completed');
        expect(called(effects)).toEqual(['inChild', 'childGoesOn', 'after']);
      });
    });

    it('cancels what is suspended', async () => {
      await withDriver(
        make,
        workflowOf([undoable('a'), pause(60_000)]),
        {},
        async ({ start, outcome, engine, effects }) => {
          const id = await start();
          await until(() => called(effects).length === 1, 'it runs');
          await engine.suspend(TENANT_A, id);
          await engine.cancel(TENANT_A, id, 'stop');
          expect((await outcome(id)).status).toBe('cancelled');
        },
      );
    });

    it('goes on cancelling what was suspended after a crash', async () => {
      const gate = deferred();
      let open = false;
      const http = async (request: { uri: string }) => {
        if (request.uri.endsWith('undo-a') && !open) await gate.promise;
        return { content: 1 };
      };
      const main = workflowOf([undoable('a'), pause(60_000)]);
      await withDriver(make, main, { http }, async ({ start, outcome, history, engine, takeOver, effects }) => {
        const id = await start();
        await until(async () => lines(await history(id)).includes('TimerSet /do/1/pause'), 'it waits');
        await engine.suspend(TENANT_A, id);
        await engine.cancel(TENANT_A, id, 'stop');
        await until(() => called(effects).includes('undo-a'), 'the compensation is in flight');
        await engine.close();
        open = true;
        const next = await takeOver();
        expect((await outcome(id, next)).status).toBe('cancelled');
        gate.resolve();
        expect(called(effects)).toEqual(['a', 'undo-a', 'undo-a']);
      });
    });

    it('retries a faulted execution from its task: what went before is kept', async () => {
      let fails = true;
      const http = (request: { uri: string }) =>
        request.uri.endsWith('b') && fails ? { statusCode: 503 } : { content: request.uri };
      const main = workflowOf([call('a'), call('b'), call('c')]);
      await withDriver(make, main, { http }, async ({ start, outcome, history, engine, effects }) => {
        const id = await start();
        expect((await outcome(id)).status).toBe('faulted');
        fails = false;
        const again = freshId();
        await engine.retry(TENANT_A, id, again);
        expect((await outcome(again)).status).toBe('completed');
        expect(called(effects)).toEqual(['a', 'b', 'b', 'c']);
        expect((await history(again))[0]!.data).toMatchObject({ fork: { executionId: id, at: '/do/1/b' } });
        expect((await outcome(id)).status).toBe('faulted');
      });
    });

    it('forks a finished execution at a task with another input', async () => {
      const main = workflowOf([call('a'), { echo: { do: [{ same: { wait: { milliseconds: 1 } } }] } }]);
      await withDriver(
        make,
        main,
        { http: () => ({ content: 'old' }) },
        async ({ start, outcome, engine, effects }) => {
          const id = await start();
          expect(await outcome(id)).toEqual({ status: 'completed', output: 'old' });
          const executionId = freshId();
          await engine.fork({
            tenantId: TENANT_A,
            executionId: id,
            newExecutionId: executionId,
            at: '/do/1/echo',
            input: { value: 'new' },
          });
          expect(await outcome(executionId)).toEqual({ status: 'completed', output: 'new' });
          expect(called(effects)).toEqual(['a']);
        },
      );
    });

    it('refuses to fork what runs, what was undone, and at tasks that never ran', async () => {
      const main = workflowOf([undoable('a'), FAIL]);
      await withDriver(make, main, {}, async ({ start, outcome, engine }) => {
        const id = await start();
        await outcome(id);
        const fork = { tenantId: TENANT_A, executionId: id, newExecutionId: freshId(), at: '/do/0/a' };
        await expect(engine.fork(fork)).rejects.toMatchObject({ code: 'execution_compensated' });
      });
      await withDriver(make, workflowOf([pause(30)]), {}, async ({ start, outcome, engine }) => {
        const id = await start();
        const fork = { tenantId: TENANT_A, executionId: id, newExecutionId: freshId(), at: '/do/9/none' };
        await expect(engine.fork(fork)).rejects.toMatchObject({ code: 'execution_open' });
        await outcome(id);
        await expect(engine.fork(fork)).rejects.toMatchObject({ code: 'task_not_found' });
      });
    });

    it('gives no other tenant anything', async () => {
      await withDriver(make, workflowOf([pause(30)]), {}, async ({ start, outcome, engine }) => {
        const id = await start();
        const missing = { code: 'execution_not_found' };
        await expect(engine.history(TENANT_B, id)).rejects.toMatchObject(missing);
        await expect(engine.timeline(TENANT_B, id)).rejects.toMatchObject(missing);
        await expect(engine.outcome(TENANT_B, id)).rejects.toMatchObject(missing);
        await expect(engine.cancel(TENANT_B, id, 'x')).rejects.toMatchObject(missing);
        await expect(engine.suspend(TENANT_B, id)).rejects.toMatchObject(missing);
        await expect(engine.resume(TENANT_B, id)).rejects.toMatchObject(missing);
        await expect(engine.resolve(TENANT_B, id, 'x', 1)).rejects.toMatchObject(missing);
        await expect(engine.retry(TENANT_B, id, freshId())).rejects.toMatchObject(missing);
        const fork = { tenantId: TENANT_B, executionId: id, newExecutionId: freshId(), at: '/do/0/pause' };
        await expect(engine.fork(fork)).rejects.toMatchObject(missing);
        const taken = {
          tenantId: TENANT_B,
          executionId: id,
          definition: 'main',
          input: 1,
          trigger: { kind: 'manual' },
        } as const;
        await expect(engine.start(taken)).rejects.toMatchObject({ code: 'execution_id_taken' });
        expect((await outcome(id)).status).toBe('completed');
      });
    });

    it('replays the timeline from the history', async () => {
      const main = workflowOf([{ a: { set: { x: 1 } } }, call('b'), { skipped: { if: 'false', set: { x: 2 } } }]);
      await withDriver(make, main, { http: () => ({ content: 5 }) }, async ({ start, outcome, engine }) => {
        const id = await start();
        await outcome(id);
        const timeline = await engine.timeline(TENANT_A, id);
        expect(timeline.map(({ type, pointer }) => `${type} ${pointer}`)).toEqual([
          'started /do/0/a',
          'completed /do/0/a',
          'started /do/1/b',
          'completed /do/1/b',
          'skipped /do/2/skipped',
        ]);
        expect(timeline[3]!.output).toBe(5);
      });
    });

    it('refuses a definition that does not compile and starts nothing', async () => {
      const main = workflowOf([{ a: { set: { x: '${ . + }' } } }]);
      await withDriver(make, main, {}, async ({ engine }) => {
        const executionId = freshId();
        const request = {
          tenantId: TENANT_A,
          executionId,
          definition: 'main',
          input: 1,
          trigger: { kind: 'manual' },
        } as const;
        await expect(engine.start(request)).rejects.toMatchObject({ code: 'invalid_definition' });
        await expect(engine.history(TENANT_A, executionId)).rejects.toMatchObject({ code: 'execution_not_found' });
      });
    });
  });
}
