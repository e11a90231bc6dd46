import { newId } from '@parley/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approve,
  definition as define,
  eventually,
  type Network,
  type PersonClient,
  start,
  startNetwork,
  tillFunctions,
} from '../src/testing/index.ts';

let network: Network;
let client: PersonClient;

beforeAll(async () => {
  network = await startNetwork();
  client = network.tenants[0]!.client;
  await network.connectRestaurant(network.tenants[0]!);
});
afterAll(() => network.stop());

const definition = (name: string, tasks: string) => define(name, tasks, tillFunctions(network.sandbox));

/** A task that leaves its number of points in the sandbox's calls. */
const call = (name: string, points: number | string, more = '') =>
  `  - ${name}: { call: addLoyaltyPoints, with: { customerId: cus_203, points: ${points} }${more} }\n`;
const undoneBy = (points: number) => `, metadata: { compensate: [ { undo: ${call('x', points).slice(7, -1)} } ] }`;

function status(executionId: string, wanted: string) {
  return eventually(async () => {
    const execution = await client.getExecution({ params: { executionId } });
    return execution.status === wanted ? execution : undefined;
  }, `${executionId} to be ${wanted}`);
}

/** Points of the calls since the last reset, in order. */
const points = () =>
  network.sandbox
    .calls()
    .filter((made) => made.operationId === 'addLoyaltyPoints')
    .map((made) => (made.body as { points: number }).points);

describe('suspending', () => {
  it('holds what would begin next until the execution is resumed', async () => {
    network.sandbox.reset();
    const { executionId } = await start(
      client,
      definition('pause', `  - nap: { wait: { hours: 1 } }\n${call('then', 3)}`),
    );
    const params = { executionId };
    await status(executionId, 'waiting');

    const suspended = await client.suspendExecution({ params, body: { reason: 'stock-taking' } });
    const again = await client.suspendExecution({ params });
    network.time.skip(2 * 3_600_000);
    await client.publishEvent({ body: { type: 'unrelated' } });

    expect([suspended.status, again.status]).toEqual(['suspended', 'suspended']);
    expect(points()).toEqual([]);
    const resumed = await client.resumeExecution({ params });
    expect(resumed.requested).toBeUndefined();
    await status(executionId, 'completed');
    expect(points()).toEqual([3]);
    const { items } = await client.getTimeline({ params, query: {} });
    expect(items.filter(({ type }) => type === 'ExecutionSuspended')).toMatchObject([
      { detail: { reason: 'stock-taking' } },
    ]);
  });

  it('is refused with what to do instead where there is nothing to suspend or resume', async () => {
    const { executionId } = await start(client, definition('short', '  - one: { set: { a: 1 } }'));
    const params = { executionId };
    await status(executionId, 'completed');

    const finished = { code: 'execution_finished', status: 409, hint: expect.stringContaining('fork') };
    await expect(client.suspendExecution({ params })).rejects.toMatchObject(finished);
    await expect(client.cancelExecution({ params })).rejects.toMatchObject(finished);
    await expect(client.resumeExecution({ params })).rejects.toMatchObject(finished);
    await expect(client.retryExecution({ params })).rejects.toMatchObject({ code: 'not_faulted', status: 409 });
    const { executionId: waiting } = await start(client, definition('idle', '  - nap: { wait: { hours: 1 } }'));
    const open = { params: { executionId: waiting } };
    await expect(client.resumeExecution(open)).rejects.toMatchObject({ code: 'not_suspended', status: 409 });
    await expect(client.retryExecution(open)).rejects.toMatchObject({ code: 'execution_running', status: 409 });
    await expect(client.forkExecution({ ...open, body: { at: '/do/0/nap' } })).rejects.toMatchObject({
      code: 'execution_running',
    });
    await client.cancelExecution(open);
    await status(waiting, 'cancelled');
    expect(await client.cancelExecution(open)).toMatchObject({ status: 'cancelled' });
  });
});

describe('cancelling', () => {
  it('undoes what the execution and its children did, the newest first, also while it is suspended', async () => {
    network.sandbox.reset();
    await approve(client, definition('inner', `${call('reserve', 20, undoneBy(21))}  - nap: { wait: { hours: 9 } }\n`));
    const { executionId } = await start(
      client,
      definition(
        'outer',
        `${call('book', 10, undoneBy(11))}  - child: { run: { workflow: { namespace: default, name: inner, version: '1.0.0' } } }\n`,
      ),
    );
    const params = { executionId };
    await eventually(() => (points().length === 2 ? true : undefined), 'both calls');
    await status(executionId, 'waiting');
    await client.suspendExecution({ params });

    await client.cancelExecution({ params, body: { reason: 'ordered twice' } });

    await status(executionId, 'cancelled');
    expect(points()).toEqual([10, 20, 21, 11]);
    const { items } = await client.listExecutions({ query: { limit: 50 } });
    expect(items.find(({ workflowName }) => workflowName === 'inner')).toMatchObject({ status: 'cancelled' });
  });
});

describe('retrying', () => {
  it('goes on at the task that failed; what went before is not called again', async () => {
    network.sandbox.reset();
    const failing = await start(
      client,
      definition(
        'retry',
        `${call('first', 1)}  - gate: { listen: { to: { one: { with: { type: go } } } } }\n${call('second', 2)}`,
      ),
    );
    await eventually(() => (points().length === 1 ? true : undefined), 'the first call');
    network.sandbox.setScenario('flaky');
    await client.publishEvent({ body: { type: 'go' } });
    await status(failing.executionId, 'faulted');
    network.sandbox.setScenario('normal');
    const params = { executionId: failing.executionId };
    const idempotencyKey = newId();

    const retried = await client.retryExecution({ params, idempotencyKey });
    const same = await client.retryExecution({ params, idempotencyKey });

    await status(retried.executionId, 'completed');
    expect(same.executionId).toBe(retried.executionId);
    expect(retried.execution).toMatchObject({ trigger: 'fork', workflowName: 'retry' });
    expect((await client.getExecution({ params })).status).toBe('faulted');
    expect(points()).toEqual([1, 2, 2]);
  });
});

describe('forking', () => {
  it('runs an ended execution anew from a task on with another input', async () => {
    network.sandbox.reset();
    const { executionId } = await start(
      client,
      definition(
        'forked',
        `${call('first', 1)}  - choose: { set: { points: 5 } }\n${call('second', "'${ .points }'")}`,
      ),
    );
    await status(executionId, 'completed');
    const params = { executionId };

    const fork = await client.forkExecution({ params, body: { at: '/do/2/second', input: { points: 9 } } });

    await status(fork.executionId, 'completed');
    expect(points()).toEqual([1, 5, 9]);
    await expect(client.forkExecution({ params, body: { at: '/do/7/nowhere' } })).rejects.toMatchObject({
      code: 'task_not_found',
      status: 404,
      hint: expect.stringContaining('timeline'),
    });
  });
});
