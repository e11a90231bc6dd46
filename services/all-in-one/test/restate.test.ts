import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { definition, ended, type Network, start, startNetwork } from '../src/testing/index.ts';

let network: Network;
beforeAll(async () => {
  const { engine } = readConfig({ PARLEY_ENGINE: 'restate' });
  network = await startNetwork({ tenants: ['ours'], settings: { engine } });
});
afterAll(() => network.stop());

it('an installation on Restate runs a workflow, with its history', async () => {
  const { client } = network.tenants[0]!;
  const tasks = `
  - pause: { wait: { milliseconds: 20 } }
  - greet: { set: { text: hello } }`;
  const { workflowId, executionId } = await start(client, definition('greeting', tasks));

  expect((await ended(client, workflowId))[0]).toMatchObject({ executionId, status: 'completed' });
});

it('both addresses of a Restate are given or none', () => {
  expect(() => readConfig({ PARLEY_ENGINE: 'restate', PARLEY_RESTATE_ADMIN_URL: 'http://127.0.0.1:9070' })).toThrow(
    'set both or none',
  );
});
