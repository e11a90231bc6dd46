import { describe, expect, it } from 'vitest';
import { entryId } from '../history.ts';
import { call, called, deferred, lines, type MakeDriver, TENANT_A, until, withDriver } from './driver.ts';
import { workflowOf } from './run-workflow.ts';

const TWO_CALLS = workflowOf([call('first'), call('second')]);

/** E1-E5, E7 and E9: what is recorded stays, and nothing else counts. */
export function durabilityContract(make: MakeDriver): void {
  describe('durability', () => {
    it('records every effect once, without gaps, and gives the output of the last task', async () => {
      const http = () => ({ content: { ok: true } });
      await withDriver(make, TWO_CALLS, { http }, async ({ start, outcome, history, effects }) => {
        const id = await start({ n: 1 });
        expect(await outcome(id)).toEqual({ status: 'completed', output: { ok: true } });
        const entries = await history(id);
        expect(lines(entries)).toEqual([
          'ExecutionStarted',
          'EffectCompleted /do/0/first',
          'EffectCompleted /do/1/second',
          'ExecutionCompleted',
        ]);
        expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
        expect(new Set(entries.map(entryId)).size).toBe(4);
        expect(called(effects)).toEqual(['first', 'second']);
      });
    });

    it('E3: tasks that touch nothing cost no entry', async () => {
      const pure = workflowOf([{ a: { set: { x: 1 } } }, { b: { do: [{ c: { set: { y: 2 } } }] } }]);
      await withDriver(make, pure, {}, async ({ start, outcome, history }) => {
        const id = await start();
        expect(await outcome(id)).toEqual({ status: 'completed', output: { y: 2 } });
        expect(lines(await history(id))).toEqual(['ExecutionStarted', 'ExecutionCompleted']);
      });
    });

    it('E1, E4: after a crash recorded effects are not repeated and the one in flight keeps its idempotency key', async () => {
      const hanging = deferred<{ content: string }>();
      let answers = 0;
      const http = (request: { uri: string }) => {
        if (request.uri.endsWith('first')) return { content: 'one' };
        answers += 1;
        return answers === 1 ? hanging.promise : { content: 'two' };
      };
      await withDriver(make, TWO_CALLS, { http }, async ({ start, outcome, engine, takeOver, effects }) => {
        const id = await start();
        await until(() => called(effects).length === 2, 'the second call is in flight');
        await engine.close();
        const next = await takeOver();
        expect(await outcome(id, next)).toEqual({ status: 'completed', output: 'two' });
        hanging.resolve({ content: 'too late' });
        expect(called(effects)).toEqual(['first', 'second', 'second']);
        const [, before, after] = effects.calls;
        expect(before!.idempotencyKey).toBe(`${id}/do/1/second`);
        expect(after!.idempotencyKey).toBe(before!.idempotencyKey);
      });
    });

    it('E2: a wait goes on where it was after a crash', async () => {
      const main = workflowOf([{ pause: { wait: { milliseconds: 60 } } }, call('after')]);
      await withDriver(make, main, {}, async ({ start, outcome, history, engine, takeOver }) => {
        const id = await start();
        await until(async () => (await history(id)).length >= 2, 'the timer is recorded');
        const set = (await history(id))[1]!;
        await engine.close();
        const next = await takeOver();
        expect((await outcome(id, next)).status).toBe('completed');
        const entries = await history(id, next);
        expect(entries[1]).toEqual(set);
        expect(entries[2]!.type).toBe('TimerFired');
        expect(entries[2]!.at).toBeGreaterThanOrEqual((set.data as { at: number }).at);
      });
    });

    it('records a failure once, with the task that it happened in', async () => {
      const http = () => ({ statusCode: 409, content: { reason: 'sold out' } });
      await withDriver(make, TWO_CALLS, { http }, async ({ start, outcome, history }) => {
        const id = await start();
        const end = await outcome(id);
        expect(end).toMatchObject({ status: 'faulted', error: { status: 409, instance: '/do/0/first' } });
        expect(lines(await history(id))).toEqual(['ExecutionStarted', 'EffectFailed /do/0/first', 'ExecutionFaulted']);
      });
    });

    it('E5: an execution that has ended stays as it is', async () => {
      await withDriver(make, TWO_CALLS, {}, async ({ start, outcome, history, engine, takeOver }) => {
        const id = await start();
        const end = await outcome(id);
        const entries = await history(id);
        await engine.cancel(TENANT_A, id, 'too late');
        await engine.start({
          tenantId: TENANT_A,
          executionId: id,
          definition: 'main',
          input: 2,
          trigger: { kind: 'manual' },
        });
        await expect(engine.resolve(TENANT_A, id, 'x', 1)).rejects.toMatchObject({ code: 'execution_terminal' });
        await expect(engine.suspend(TENANT_A, id)).rejects.toMatchObject({ code: 'execution_terminal' });
        await engine.close();
        const next = await takeOver();
        expect(await outcome(id, next)).toEqual(end);
        expect(await history(id, next)).toEqual(entries);
      });
    });

    it('E7: the same start twice at the same time is one execution', async () => {
      await withDriver(make, TWO_CALLS, {}, async ({ engine, start, outcome, effects }) => {
        const id = await start();
        const again = {
          tenantId: TENANT_A,
          executionId: id,
          definition: 'main',
          input: 1,
          trigger: { kind: 'manual' },
        } as const;
        await Promise.all([engine.start(again), engine.start(again)]);
        await outcome(id);
        expect(called(effects)).toEqual(['first', 'second']);
      });
    });

    it('E9: a worker that was taken over from records nothing more', async () => {
      const first = deferred<{ content: string }>();
      let answers = 0;
      const http = () => {
        answers += 1;
        return answers === 1 ? first.promise : { content: 'of the second worker' };
      };
      await withDriver(
        make,
        workflowOf([call('slow')]),
        { http },
        async ({ start, takeOver, outcome, history, effects }) => {
          const id = await start();
          await until(() => called(effects).length === 1, 'the call is in flight');
          const next = await takeOver();
          expect(await outcome(id, next)).toEqual({ status: 'completed', output: 'of the second worker' });
          const entries = await history(id, next);
          first.resolve({ content: 'of the first worker' });
          await new Promise((resolve) => setTimeout(resolve, 20));
          expect(await history(id, next)).toEqual(entries);
        },
      );
    });

    it('runs branches beside one another and joins them in order, across a crash', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `branch${index}`);
      const main = workflowOf([{ all: { fork: { branches: names.map((name) => call(name)) } } }]);
      const gate = deferred();
      let open = false;
      const http = async (request: { uri: string }) => {
        if (!open && !request.uri.endsWith('branch3')) await gate.promise;
        return { content: request.uri.split('/').at(-1) };
      };
      await withDriver(make, main, { http }, async ({ start, outcome, history, engine, takeOver, effects }) => {
        const id = await start();
        await until(
          async () => lines(await history(id)).some((line) => line.includes('branch3')),
          'one branch is done',
        );
        await engine.close();
        open = true;
        const next = await takeOver();
        expect(await outcome(id, next)).toEqual({ status: 'completed', output: names });
        gate.resolve();
        expect(called(effects).filter((name) => name === 'branch3')).toHaveLength(1);
      });
    });

    it('keeps the winner of a race across a crash', async () => {
      const main = workflowOf([
        {
          pick: {
            fork: {
              compete: true,
              branches: [
                { slow: { do: [{ hour: { wait: 'PT1H' } }, call('never')] } },
                { quick: { do: [call('quick')] } },
              ],
            },
          },
        },
        call('stuck'),
      ]);
      const gate = deferred();
      let open = false;
      const http = async (request: { uri: string }) => {
        if (request.uri.endsWith('stuck') && !open) await gate.promise;
        return { content: request.uri };
      };
      await withDriver(make, main, { http }, async ({ start, outcome, engine, takeOver, effects }) => {
        const id = await start();
        await until(() => called(effects).includes('stuck'), 'the race is over');
        await engine.close();
        open = true;
        const next = await takeOver();
        expect((await outcome(id, next)).status).toBe('completed');
        gate.resolve();
        expect(called(effects)).toEqual(['quick', 'stuck', 'stuck']);
      });
    });

    it('runs many executions at a time', async () => {
      await withDriver(make, TWO_CALLS, { http: () => ({ content: 1 }) }, async ({ start, outcome, effects }) => {
        const ids = await Promise.all(Array.from({ length: 100 }, () => start()));
        const ends = await Promise.all(ids.map((id) => outcome(id)));
        expect(ends.every(({ status }) => status === 'completed')).toBe(true);
        expect(new Set(effects.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(200);
      });
    });

    it('tells listeners every entry once, in order, when it is durable', async () => {
      await withDriver(make, TWO_CALLS, {}, async ({ start, outcome, history, engine }) => {
        const told: number[] = [];
        const stop = engine.onHistory((_, entries) => told.push(...entries.map(({ seq }) => seq)));
        const id = await start();
        await outcome(id);
        expect(told).toEqual((await history(id)).map(({ seq }) => seq));
        stop();
      });
    });
  });
}
