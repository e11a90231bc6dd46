import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { approve, definition, ended, type Network, type PersonClient, startNetwork } from '../src/testing/index.ts';

let network: Network;
let client: PersonClient;
let theirs: PersonClient;
beforeAll(async () => {
  const { limits } = readConfig({ PARLEY_LIMIT_OPEN_EXECUTIONS: '3', PARLEY_LIMIT_ITERATIONS: '5' });
  network = await startNetwork({ tenants: ['ours', 'theirs'], settings: { limits } });
  [client, theirs] = network.tenants.map((tenant) => tenant.client) as [PersonClient, PersonClient];
});
afterAll(() => network.stop());

it('a tenant has no more open executions than it may; others are not concerned', async () => {
  const nap = `  - nap: { wait: { hours: 1 } }`;
  const workflowId = await approve(client, definition('nap', nap));
  const started: string[] = [];
  for (let n = 0; n < 3; n += 1) started.push((await client.startExecution({ body: { workflowId } })).executionId);

  await expect(client.startExecution({ body: { workflowId } })).rejects.toMatchObject({
    code: 'too_many_executions',
    status: 429,
    hint: expect.stringContaining('cancel'),
  });
  const other = await approve(theirs, definition('nap', nap));
  await theirs.startExecution({ body: { workflowId: other } });
  expect(started).toHaveLength(3);
});

it('a limit of the installation holds, and the error says its name and what to do', async () => {
  const loop = `  - each: { for: { each: n, in: '\${ [range(0; 6)] }' }, do: [ { one: { set: { n: 1 } } } ] }`;
  const workflowId = await approve(theirs, definition('loop', loop));
  await theirs.startExecution({ body: { workflowId } });

  expect((await ended(theirs, workflowId))[0]).toMatchObject({
    status: 'faulted',
    error: { detail: expect.stringMatching(/more than 5 \(limit maxIterations\)\. Fetch/) },
  });
});
