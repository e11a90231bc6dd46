import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { definition, ended, type Network, type PersonClient, start, startNetwork } from '../src/testing/index.ts';

let network: Network;
let client: PersonClient;
let agent: Server;
let address: string;
const keys: unknown[] = [];

beforeAll(async () => {
  agent = createServer((request, response) => {
    request.resume().on('end', () => {
      keys.push(request.headers['idempotency-key']);
      const result = { kind: 'message', role: 'agent', messageId: 'm', parts: [{ kind: 'text', text: 'yes' }] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }));
    });
  });
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(agent.address() as AddressInfo).port}`;
  network = await startNetwork({ egressAllow: [address] });
  client = network.tenants[0]!.client;
});
afterAll(async () => {
  await network.stop();
  agent.closeAllConnections();
  agent.close();
});

async function run(name: string, tasks: string) {
  const { workflowId } = await start(client, definition(name, tasks));
  return (await ended(client, workflowId))[0]!;
}

it('a definition runs scripts and asks agents through the whole installation', async () => {
  const execution = await run(
    'ask-and-count',
    `
  - ask:
      call: a2a
      with:
        server: http://${address}/a2a
        method: message/send
        parameters: { message: { parts: [{ kind: text, text: 'Is the table free?' }] } }
  - count:
      run: { script: { language: js, arguments: ['\${ .parts[0].text }'], code: 'export default process.argv[2].length' } }
      output: { as: '\${ { letters: fromjson } }' }`,
  );
  expect(execution).toMatchObject({ status: 'completed', output: { letters: 3 } });
  expect(keys).toEqual([expect.stringContaining(execution.executionId)]);
});

it('what the operator has not allowed is refused where it is used', async () => {
  const execution = await run('list', '  - list: { run: { shell: { command: ls } } }');
  expect(execution).toMatchObject({ status: 'faulted' });
});
