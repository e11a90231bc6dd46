import { describe, expect, it } from 'vitest';
import { runWorkflow, startWorkflow, workflowOf } from '../testing/run-workflow.ts';

const runtime = 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime';

describe('limits', () => {
  it('stops a workflow that runs more tasks than allowed, without blocking other executions', async () => {
    const endless = workflowOf([{ again: { set: { n: '${ (.n // 0) + 1 }' }, then: 'again' } }]);
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 0);
    const end = await runWorkflow(endless, { limits: { maxTasks: 20_000 } });
    clearInterval(ticking);
    expect(end).toMatchObject({ status: 'faulted', error: { type: runtime, instance: '/do/0/again' } });
    expect(turns).toBeGreaterThan(0);
  });

  it('still undoes what a workflow did that ran too many tasks', async () => {
    const reserve = {
      ...{ call: 'http', with: { method: 'post', endpoint: 'https://a.test/reserve' } },
      metadata: {
        compensate: [{ release: { call: 'http', with: { method: 'post', endpoint: 'https://a.test/release' } } }],
      },
    };
    const endless = workflowOf([{ reserve }, { again: { set: { n: 1 }, then: 'again' } }]);
    const end = await runWorkflow(endless, { limits: { maxTasks: 10 } });
    expect(end.status).toBe('faulted');
    expect(end.effects.calls.map(({ name }) => name)).toEqual([
      'POST https://a.test/reserve',
      'POST https://a.test/release',
    ]);
  });

  it('refuses a collection with more items than allowed', async () => {
    const main = workflowOf([{ loop: { for: { in: '[range(11)]' }, do: [{ a: { set: { n: 1 } } }] } }]);
    expect(await runWorkflow(main, { limits: { maxIterations: 10 } })).toMatchObject({
      status: 'faulted',
      error: { type: runtime, instance: '/do/0/loop' },
    });
  });

  it('records no result that is larger than allowed', async () => {
    const main = workflowOf([{ get: { call: 'http', with: { method: 'get', endpoint: 'https://a.test/b' } } }]);
    const end = await runWorkflow(main, {
      limits: { maxPayloadBytes: 1_000 },
      http: () => ({ content: 'x'.repeat(2_000) }),
    });
    expect(end).toMatchObject({ status: 'faulted', error: { type: runtime, instance: '/do/0/get' } });
    expect(JSON.stringify(await end.history()).length).toBeLessThan(2_000);
  });

  it('takes no input and gives no output that is larger than allowed', async () => {
    const main = workflowOf([{ grow: { set: { text: '${ .text * 2 }' } } }]);
    const limits = { maxPayloadBytes: 1_000 };
    await expect(runWorkflow(main, { limits, input: 'x'.repeat(1_001) })).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    const end = await runWorkflow(main, { limits, input: { text: 'x'.repeat(600) } });
    expect(end).toMatchObject({ status: 'faulted', error: { type: runtime } });
  });

  it('gives up retries without a limit in the end', async () => {
    const main = workflowOf([
      {
        attempt: {
          try: [{ no: { raise: { error: { type: 'urn:x', status: 500 } } } }],
          catch: { retry: { delay: { seconds: 1 } } },
        },
      },
    ]);
    const end = await runWorkflow(main, { limits: { maxAttempts: 5 } });
    expect(end).toMatchObject({ status: 'faulted', error: { type: 'urn:x' } });
    expect(end.events.filter(({ type }) => type === 'retried')).toHaveLength(4);
  });

  it('stops consuming events at the limit', async () => {
    const main = workflowOf([{ listen: { listen: { to: { any: [], until: 'false' } } } }]);
    const run = await startWorkflow(main, { limits: { maxEvents: 2 } });
    for (const id of ['1', '2']) {
      await run.engine.deliverEvent('tenant-1', { specversion: '1.0', id, source: '/s', type: 't' });
    }
    expect(await run.outcome()).toMatchObject({ status: 'faulted', error: { type: runtime } });
  });

  it('stops workflows that start themselves without end', async () => {
    const main = workflowOf([{ sub: { run: { workflow: { namespace: 'test', name: 'again', version: '1.0.0' } } } }]);
    const end = await runWorkflow(main, { definitions: { 'test/again': main }, limits: { maxWorkflowDepth: 3 } });
    expect(end).toMatchObject({ status: 'faulted', error: { type: runtime, instance: '/do/0/sub' } });
  });

  it('stops an execution whose history grows longer than allowed, names the limit, and still undoes what it did', async () => {
    const call = (name: string) => ({ call: 'http', with: { method: 'post', endpoint: `https://a.test/${name}` } });
    const reserve = { ...call('reserve'), metadata: { compensate: [{ release: call('release') }] } };
    const main = workflowOf([{ reserve }, { again: { ...call('again'), then: 'again' } }]);
    const end = await runWorkflow(main, { limits: { maxRecords: 5 } });
    expect(end).toMatchObject({
      status: 'faulted',
      error: {
        type: runtime,
        instance: '/do/1/again',
        detail: expect.stringMatching(/more than 5 .*\(limit maxRecords\)\. Let/),
      },
    });
    expect(end.effects.calls.map(({ name }) => name.split('/').at(-1))).toEqual([
      ...['reserve', 'again', 'again', 'again', 'again', 'release'],
    ]);
  });

  it('keeps the limits that an execution started with when those of the installation change', async () => {
    const main = workflowOf([
      { loop: { for: { in: '[range(20)]' }, do: [{ a: { set: { n: 1 } } }] } },
      { nap: { wait: { seconds: 1 } } },
    ]);
    const end = await runWorkflow(main, { limits: { maxIterations: 200_000 } });
    const [started] = await end.history();
    expect(started).toMatchObject({ data: { limits: { maxIterations: 200_000 } } });
  });
});
