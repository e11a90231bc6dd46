import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { approve, definition, ended, type Network, type PersonClient, startNetwork } from '../src/testing/index.ts';

const DAY_MS = 86_400_000;
let network: Network;
let client: PersonClient;
beforeAll(async () => {
  const { retention } = readConfig({ PARLEY_KEEP_EXECUTIONS_DAYS: '10', PARLEY_KEEP_EVENTS_DAYS: '5' });
  network = await startNetwork({ settings: { retention } });
  client = network.tenants[0]!.client;
});
afterAll(() => network.stop());

const values = async () =>
  (await readdir(join(network.home, 'objects'), { recursive: true })).filter((path) => /[0-9a-f]{64}$/.test(path));

it('deletes what ended long ago with everything that belongs to it, and nothing that is open or was just done', async () => {
  const short = await approve(client, definition('short', `  - same: { set: '\${ . }' }`));
  const nap = await approve(
    client,
    definition('nap', `  - nap: { wait: { days: 60 } }\n  - same: { set: { done: true } }`),
  );
  const open = await client.startExecution({ body: { workflowId: nap } });
  for (let n = 0; n < 7; n += 1) {
    await client.startExecution({ body: { workflowId: short, input: { n, text: 'x'.repeat(70_000) } } });
  }
  const old = await ended(client, short, 7);
  await client.publishEvent({ body: { type: 'noise' } });
  expect(await network.deleteExpired()).toMatchObject({ executions: 0, events: 0, values: 0 });
  expect(await values()).toHaveLength(7);

  network.time.skip(11 * DAY_MS);
  const young = await client.startExecution({ body: { workflowId: short, input: { text: 'y'.repeat(70_000) } } });
  await ended(client, short, 8);
  const deleted = await network.deleteExpired();

  expect(deleted).toMatchObject({ executions: 7, events: 1 });
  const { items } = await client.listExecutions({ query: {} });
  expect(items.map(({ executionId }) => executionId).sort()).toEqual([open.executionId, young.executionId].sort());
  for (const { executionId } of old) {
    await expect(client.getTimeline({ params: { executionId }, query: {} })).rejects.toMatchObject({
      code: 'not_found',
    });
  }
  expect(await values()).toHaveLength(1);
  const { value } = await client.getValue({
    params: { executionId: young.executionId, sha256: (await values())[0]!.slice(-64) },
  });
  expect(value).toEqual({ text: 'y'.repeat(70_000) });
  network.time.skip(60 * DAY_MS);
  expect((await ended(client, nap))[0]).toMatchObject({ status: 'completed', output: { done: true } });
});
