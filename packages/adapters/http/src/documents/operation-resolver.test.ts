import { readFileSync } from 'node:fs';
import { effectContext } from '@parley/engine/testing';
import { ManualClock } from '@parley/kernel';
import type { ConnectionAccess } from '@parley/module-workflow';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuthenticatedSender } from '../auth/authenticated-sender.ts';
import { createEgress, type Egress } from '../egress/egress.ts';
import { createApiImporter } from '../openapi/api-importer.ts';
import { type LocalServer, startLocalServer } from '../testing/local-server.ts';
import { createDocumentLoader } from './document-loader.ts';
import { createOperationResolver } from './operation-resolver.ts';

const kitchen = readFileSync(new URL('../../../../../examples/restaurant/apis/kitchen.yaml', import.meta.url), 'utf8');
let server: LocalServer;
let egress: Egress;
let clock: ManualClock;

beforeAll(async () => {
  server = await startLocalServer(() => {});
  egress = createEgress({ allow: ['127.0.0.1'] });
});
afterAll(async () => {
  await egress.close();
  await server.close();
});
beforeEach(() => {
  clock = new ManualClock();
  server.received.length = 0;
  server.answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/yaml' }).end(kitchen);
});

const loader = () => createDocumentLoader(createAuthenticatedSender(egress, clock), clock);
const document = () => ({ uri: `${server.url}/kitchen/openapi.yaml` });

test('an operation of a connection has the connection’s address and credentials, and nothing is fetched', async () => {
  const { operations } = await createApiImporter(egress).parse('kitchen', document().uri, kitchen);
  const asked: unknown[] = [];
  const resolver = createOperationResolver(async (...args) => {
    asked.push(args);
    const connection = { name: 'kitchen', operations } as unknown as ConnectionAccess['connection'];
    return { connection, baseUrl: 'http://sandbox.example/kitchen', authentication: { bearer: { token: 'key' } } };
  }, loader());
  expect(await resolver.resolve(document(), 'getCapacity', effectContext({ environment: 'sandbox' }))).toMatchObject({
    operation: { id: 'kitchen.getCapacity' },
    baseUrl: 'http://sandbox.example/kitchen',
    authentication: { bearer: { token: 'key' } },
  });
  expect(asked).toEqual([['tenant-1', document().uri, 'sandbox']]);
  expect(server.received).toEqual([]);
  await expect(resolver.resolve(document(), 'getNothing', effectContext())).rejects.toMatchObject({
    problem: {
      type: expect.stringMatching(/configuration$/),
      detail: 'The connection kitchen has no operation getNothing.',
    },
  });
});

test('an operation of any other document has the document’s server, and the document is fetched once', async () => {
  const resolver = createOperationResolver(async () => undefined, loader());
  const resolve = () => resolver.resolve(document(), 'scheduleOrder', effectContext());
  expect(await resolve()).toMatchObject({
    operation: { path: '/orders' },
    baseUrl: 'https://sandbox.restaurant.example/kitchen',
  });
  await resolve();
  expect(server.received).toHaveLength(1);
  clock.advance(6 * 60_000);
  await resolve();
  expect(server.received).toHaveLength(2);
});

test('tenants do not share fetched documents', async () => {
  const documents = loader();
  await documents.load(document(), effectContext());
  await documents.load(document(), effectContext({ tenantId: 'tenant-2' }));
  expect(server.received).toHaveLength(2);
});

test.each([
  [
    'an unknown operation',
    () => kitchen,
    'nothing',
    /configuration$/,
    /has no operation nothing\. It has getCapacity, /,
  ],
  ['a web page', () => '<html>Sign in</html>', 'x', /configuration$/, /not a mapping/],
])('%s is a configuration error that says why', async (_what, text, operationId, type, detail) => {
  server.answer = (_request, response) => response.end(text());
  const resolver = createOperationResolver(async () => undefined, loader());
  await expect(resolver.resolve(document(), operationId, effectContext())).rejects.toMatchObject({
    problem: { type: expect.stringMatching(type), detail: expect.stringMatching(detail) },
  });
});

test('a document that is not there is a communication error with its status', async () => {
  server.answer = (_request, response) => response.writeHead(404).end();
  await expect(loader().load(document(), effectContext())).rejects.toMatchObject({
    problem: { type: expect.stringMatching(/communication$/), status: 404 },
  });
});

test('the import fetches a document and gives what it offers', async () => {
  const importer = createApiImporter(egress);
  const api = await importer.parse('kitchen', document().uri, await importer.fetch(document().uri));
  expect(api).toMatchObject({ title: 'Kitchen API', serverUrl: 'https://sandbox.restaurant.example/kitchen' });
  expect([api.operations.length, api.events.length]).toEqual([7, 2]);
});

test.each([
  ['http://10.0.0.1/openapi.json', 'not a public address'],
  ['file:///etc/passwd', 'not an absolute HTTP address'],
])('the import of %s is refused', async (url, message) => {
  await expect(createApiImporter(egress).fetch(url)).rejects.toMatchObject({
    code: 'invalid_api_document',
    message: expect.stringContaining(message),
  });
});

test('the import of something else says what is wrong and where', async () => {
  await expect(createApiImporter(egress).parse('x', 'https://x.example/', 'a: [')).rejects.toMatchObject({
    code: 'invalid_api_document',
    details: { problems: [{ code: 'unreadable', severity: 'error' }] },
  });
});
