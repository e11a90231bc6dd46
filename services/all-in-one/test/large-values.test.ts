import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '@parley/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  definition,
  ended,
  eventually,
  type Network,
  type PersonClient,
  start,
  startNetwork,
} from '../src/testing/index.ts';

const MIB = 1024 * 1024;
let network: Network;
let client: PersonClient;
let archive: Server;
let archiveUrl: string;
let reports = 0;
const received: number[] = [];

beforeAll(async () => {
  archive = createServer((request, response) => {
    if (request.method === 'POST') {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on('end', () => {
        received.push(bytes);
        response.setHeader('content-type', 'application/json').end('{}');
      });
      return;
    }
    reports += 1;
    const size = request.url === '/huge' ? 9.9 * MIB : 5 * MIB;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ id: 7, text: 'r'.repeat(size) }));
  });
  await new Promise<void>((resolve) => archive.listen(0, '127.0.0.1', resolve));
  archiveUrl = `http://127.0.0.1:${(archive.address() as AddressInfo).port}`;
  network = await startNetwork({ tenants: ['ours', 'theirs'], egressAllow: [new URL(archiveUrl).host] });
  client = network.tenants[0]!.client;
});
afterAll(async () => {
  await network.stop();
  archive.close();
});

const begin = (name: string, tasks: string, input: Json = {}) => start(client, definition(name, tasks), input);

it('a response of 5 MiB goes through a workflow, over a restart, while its history stays small', async () => {
  const { workflowId, executionId } = await begin(
    'report',
    `
  - fetch: { call: http, with: { method: get, endpoint: '${archiveUrl}/report' }, export: { as: '\${ . }' } }
  - nap: { wait: { hours: 1 } }
  - send: { call: http, with: { method: post, endpoint: '${archiveUrl}/report', body: '\${ $context }' } }
  - result: { set: { id: '\${ $context.id }' } }
`,
  );
  const params = { executionId };
  await eventually(async () => {
    const { status } = await client.getExecution({ params });
    return status === 'waiting' || undefined;
  }, 'the execution to wait');

  await network.restart();
  network.time.skip(2 * 3_600_000);

  const [execution] = await ended(client, workflowId);
  expect(execution).toMatchObject({ status: 'completed', output: { id: 7 } });
  expect(reports).toBe(1);
  expect(received[0]).toBeGreaterThan(5 * MIB);
  const { items } = await client.getTimeline({ params, query: {} });
  expect(JSON.stringify(items).length).toBeLessThan(20_000);
  const recorded = items.find(({ name }) => name === 'fetch')!;
  const reference = recorded.references!.output!;
  expect(reference).toMatchObject({ bytes: expect.any(Number), mediaType: 'application/json' });
  expect(reference.bytes).toBeGreaterThan(5 * MIB);

  const { sha256 } = reference;
  const { value } = await client.getValue({ params: { executionId, sha256 } });
  expect(JSON.stringify(value)).toContain('rrrr');
  const theirs = network.tenants[1]!.client;
  await expect(theirs.getValue({ params: { executionId, sha256 } })).rejects.toMatchObject({ code: 'not_found' });
  await expect(client.getValue({ params: { executionId, sha256: '0'.repeat(64) } })).rejects.toMatchObject({
    code: 'not_found',
  });
  const { items: tasks } = await client.listTasks({ params, query: {} });
  expect(tasks.find(({ name }) => name === 'fetch')!.output).toMatchObject({ excerpt: expect.any(String) });
});

it('an input and an output of several MiB are shown as references, in lists too', async () => {
  const { workflowId, executionId } = await begin('echo', `  - same: { set: '\${ . }' }`, {
    text: 'i'.repeat(2 * MIB),
  });

  const [execution] = await ended(client, workflowId);

  expect(execution).toMatchObject({ status: 'completed', executionId, input: null });
  expect(execution!.inputReference!.sha256).toBe(execution!.outputReference!.sha256);
  const { sha256 } = execution!.outputReference!;
  const { value } = await client.getValue({ params: { executionId, sha256 } });
  expect(value).toEqual({ text: 'i'.repeat(2 * MIB) });
});

it('what is larger than an execution may hold is refused with a clear code', async () => {
  const tooLarge = begin('large', '  - same: { set: { a: 1 } }', { text: 'i'.repeat(17 * MIB) });
  await expect(tooLarge).rejects.toMatchObject({ code: 'payload_too_large', status: 413 });

  const { workflowId } = await begin(
    'double',
    `
  - fetch: { call: http, with: { method: get, endpoint: '${archiveUrl}/huge' } }
  - twice: { set: { a: '\${ .text }', b: '\${ .text }' } }
`,
  );
  expect((await ended(client, workflowId))[0]).toMatchObject({
    status: 'faulted',
    error: { detail: expect.stringContaining('larger than 16777216 bytes') },
  });
});
