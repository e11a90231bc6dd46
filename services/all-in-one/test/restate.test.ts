import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { ended, type Network, startNetwork } from '../src/testing/index.ts';

let network: Network;
beforeAll(async () => {
  const { engine } = readConfig({ PARLEY_ENGINE: 'restate' });
  network = await startNetwork({ tenants: ['ours'], settings: { engine } });
});
afterAll(() => network.stop());

it('an installation on Restate runs a workflow, with its history', async () => {
  const { client } = network.tenants[0]!;
  const source = `
document: { dsl: '1.0.3', namespace: default, name: greeting, version: '1.0.0' }
do:
  - pause: { wait: { milliseconds: 20 } }
  - greet: { set: { text: hello } }`;
  const { draftId } = await client.createDraft({ body: { source } });
  const { workflowId } = await client.approveDefinition({ params: { draftId } });
  const { executionId } = await client.startExecution({ body: { workflowId } });

  expect((await ended(client, workflowId))[0]).toMatchObject({ executionId, status: 'completed' });
});

it('both addresses of a Restate are given or none', () => {
  expect(() => readConfig({ PARLEY_ENGINE: 'restate', PARLEY_RESTATE_ADMIN_URL: 'http://127.0.0.1:9070' })).toThrow(
    'set both or none',
  );
});
