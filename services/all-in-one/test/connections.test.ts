import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConnectionAuth } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, type Network, type PersonClient, startNetwork } from '../src/testing/index.ts';

let network: Network;
let client: PersonClient;
let system: Server;
let url: string;
let connectionId: string;
let workflowId: string;
const calls: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
const SECRET = 'very-secret-value';

const api = (properties: object = { id: { type: 'string' }, total: { type: 'number' } }, operationId = 'getBill') => ({
  openapi: '3.1.0',
  info: { title: 'Bills', version: '1' },
  servers: [{ url }],
  paths: {
    '/bill': {
      get: {
        operationId,
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': { schema: { type: 'object', properties, required: Object.keys(properties) } },
            },
          },
        },
      },
    },
  },
});
let document: object;

beforeAll(async () => {
  system = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url?.startsWith('/openapi.json')) response.end(JSON.stringify(document));
    else if (request.url === '/token')
      response.end(JSON.stringify({ access_token: 'from-the-issuer', token_type: 'Bearer' }));
    else {
      calls.push({ url: request.url!, headers: request.headers });
      response.end(JSON.stringify({ id: 'b1', total: 12 }));
    }
  });
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(system.address() as AddressInfo).port}`;
  document = api();
  network = await startNetwork({ egressAllow: [new URL(url).host] });
  client = network.tenants[0]!.client;
  const documentUrl = `${url}/openapi.json`;
  ({ connectionId } = await client.createConnection({ body: { name: 'bills', documentUrl } }));
  const source = `
document: { dsl: '1.0.3', namespace: default, name: billing, version: '1.0.0' }
use:
  functions:
    getBill: { call: openapi, with: { document: { endpoint: '${documentUrl}' }, operationId: getBill } }
do:
  - bill: { call: getBill }
  - sum: { set: { sum: '\${ .total }' } }
`;
  const { draftId } = await client.createDraft({ body: { source } });
  ({ workflowId } = await client.approveDefinition({ params: { draftId } }));
});
afterAll(async () => {
  await network.stop();
  system.close();
});

async function callOnce() {
  calls.length = 0;
  const known = new Set((await client.listExecutions({ query: { workflowId } })).items.map((e) => e.executionId));
  const { executionId } = await client.startExecution({ body: { workflowId } });
  await ended(client, workflowId, 1, known);
  const timeline = await client.getTimeline({ params: { executionId }, query: {} });
  const tasks = await client.listTasks({ params: { executionId }, query: {} });
  return { call: calls[0]!, shown: JSON.stringify([timeline, tasks]) };
}

const update = (body: Parameters<PersonClient['updateConnection']>[0]['body']) =>
  client.updateConnection({ params: { connectionId }, body });

describe('a credential', () => {
  const basic = `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`;
  it.each<[string, ConnectionAuth, string, string | undefined]>([
    ['bearer', { kind: 'bearer', token: SECRET }, 'authorization', `Bearer ${SECRET}`],
    ['basic', { kind: 'basic', username: 'me', password: SECRET }, 'authorization', basic],
    ['key in a header', { kind: 'apiKey', in: 'header', name: 'X-Api-Key', value: SECRET }, 'x-api-key', SECRET],
  ])('of the kind %s is sent with calls, can be replaced, and is shown nowhere', async (_, auth, header, value) => {
    const { connection } = await update({ auth });
    const { call, shown } = await callOnce();

    expect(connection).toMatchObject({ hasCredential: true, auth: auth.kind });
    expect(call.headers[header]).toBe(value);
    expect(shown + JSON.stringify(await client.listConnections({ query: {} }))).not.toContain(SECRET);
  });

  it('of the kind key in the query is part of the address, and not of the history', async () => {
    await update({ auth: { kind: 'apiKey', in: 'query', name: 'key', value: SECRET } });
    const { call, shown } = await callOnce();

    expect(call.url).toBe(`/bill?key=${SECRET}`);
    expect(shown).not.toContain(SECRET);
  });

  it('of the kind oauth2 gets a token with the client’s credentials', async () => {
    const tokenUrl = `${url}/token`;
    await update({ auth: { kind: 'oauth2', tokenUrl, clientId: 'parley', clientSecret: SECRET, scopes: ['bills'] } });
    const { call, shown } = await callOnce();

    expect(call.headers.authorization).toBe('Bearer from-the-issuer');
    expect(shown).not.toContain(SECRET);
  });

  it('goes to no other host unless it is given again', async () => {
    await update({ auth: { kind: 'bearer', token: SECRET } });
    const other = url.replace('127.0.0.1', 'localhost');

    await expect(update({ liveUrl: other })).rejects.toMatchObject({ code: 'credential_needed', status: 409 });
    await expect(update({ sandboxUrl: other })).rejects.toMatchObject({ code: 'credential_needed' });
    expect((await update({ liveUrl: `${url}/` })).connection.hasCredential).toBe(true);
    expect((await update({ liveUrl: url, sandboxUrl: `${url}/sandbox` })).connection.sandboxUrl).toBe(`${url}/sandbox`);
    const auth = { kind: 'bearer', token: SECRET } as const;
    expect((await update({ sandboxUrl: other, auth })).connection).toMatchObject({ sandboxUrl: other, auth: 'bearer' });
    await update({ sandboxUrl: null });
  });

  it('can be removed', async () => {
    const { connection } = await update({ auth: null });
    const { call } = await callOnce();

    expect(connection.hasCredential).toBe(false);
    expect(connection.auth).toBeUndefined();
    expect(call.headers.authorization).toBeUndefined();
  });
});

describe('a connection', () => {
  it('can be renamed; its workflows go on, and the catalog has the new name', async () => {
    const { connection, broken } = await update({ name: 'invoices' });

    expect(connection.name).toBe('invoices');
    expect(broken).toEqual([]);
    const { operations } = await client.getCatalog({});
    expect(operations.map(({ id }) => id)).toContain('invoices.getBill');
    expect((await callOnce()).call.url).toBe('/bill');
    await client.createConnection({ body: { name: 'taken', documentUrl: `${url}/openapi.json?second` } });
    await expect(update({ name: 'taken' })).rejects.toMatchObject({ code: 'name_taken' });
  });

  it('tells which workflows a changed API document breaks, and where', async () => {
    document = api({ id: { type: 'string' }, amount: { type: 'number' } });
    const { broken } = await update({ refresh: true });

    expect(broken).toMatchObject([{ workflowId, name: 'billing', version: 1 }]);
    expect(broken[0]!.breaks).toContainEqual({
      pointer: expect.stringContaining('/do/1/sum'),
      message: expect.stringContaining('“total”'),
    });
    const gone = await update({ document: JSON.stringify(api({ id: { type: 'string' } }, 'readBill')) });
    expect(gone.broken[0]!.breaks).toContainEqual({
      pointer: '/do/0/bill',
      message: expect.stringContaining('getBill'),
    });
  });

  it('stays as it was when the new document cannot be read', async () => {
    const before = await client.getConnection({ params: { connectionId } });

    await expect(update({ document: '<html>', name: 'other' })).rejects.toMatchObject({ code: 'invalid_api_document' });

    expect(await client.getConnection({ params: { connectionId } })).toEqual(before);
  });
});
