import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '@parley/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approve,
  definition as define,
  ended,
  eventually,
  type Network,
  type PersonClient,
  start,
  startNetwork,
  tillFunctions,
} from '../src/testing/index.ts';

let network: Network;
let client: PersonClient;
let website: Server;
let websiteUrl: string;

beforeAll(async () => {
  website = createServer((request, response) => {
    if (request.url === '/openapi.json') {
      const { port } = website.address() as AddressInfo;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(brokenApi(port)));
    } else response.setHeader('content-type', 'text/html').end('<html><title>Sign in</title></html>');
  });
  await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve));
  websiteUrl = `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
  network = await startNetwork({ egressAllow: [new URL(websiteUrl).host] });
  client = network.tenants[0]!.client;
  await network.connectRestaurant(network.tenants[0]!);
});
afterAll(async () => {
  await network.stop();
  website.close();
});

/** An API that promises JSON and answers with its sign-in page. */
const brokenApi = (port: number) => ({
  openapi: '3.1.0',
  info: { title: 'Portal', version: '1' },
  servers: [{ url: `http://127.0.0.1:${port}` }],
  paths: {
    '/items': {
      get: {
        operationId: 'listItems',
        responses: { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'array' } } } } },
      },
    },
  },
});

const definition = (name: string, tasks: string, functions = '') =>
  define(name, tasks, tillFunctions(network.sandbox) + functions);

async function runToEnd(source: string, input: Json = {}) {
  const { workflowId } = await start(client, source, input);
  return (await ended(client, workflowId))[0]!;
}

describe('an approved definition', () => {
  it('runs against the connected systems and gives its output', async () => {
    const execution = await runToEnd(
      definition(
        'reward',
        `
  - customer:
      call: getCustomer
      with: { customerId: '\${ .customer }' }
      export: { as: '\${ { customer: . } }' }
  - loyal:
      switch:
        - yes: { when: '\${ .loyaltyPoints > 100 }', then: reward }
        - no: { then: end }
  - reward:
      call: addLoyaltyPoints
      with: { customerId: '\${ $context.customer.customerId }', points: 5 }
  - result:
      set: { name: '\${ $context.customer.name }', points: '\${ .loyaltyPoints }' }
`,
      ),
      { customer: 'cus_205' },
    );

    expect(execution).toMatchObject({ status: 'completed', output: { points: 515 } });
    const made = network.sandbox.calls().filter((call) => call.operationId === 'addLoyaltyPoints');
    expect(made).toMatchObject([{ status: 200, body: { points: 5 } }]);
    expect(made[0]!.idempotencyKey).toContain(execution.executionId);
    const heard = await eventually(async () => {
      const { items } = await client.listAuditEntries({ query: { limit: 200 } });
      const own = items.filter((entry) => entry.subject === execution.executionId).map((entry) => entry.action);
      return own.length >= 2 ? own : undefined;
    }, 'the events of the execution');
    expect(heard.sort()).toEqual(['WorkflowCompleted', 'WorkflowExecutionStarted']);
  });

  it('tries again as its policy says when a system is flaky', async () => {
    network.sandbox.reset();
    network.sandbox.setScenario('flaky');

    const execution = await runToEnd(
      definition(
        'flaky',
        `
  - robust:
      try:
        - points:
            call: addLoyaltyPoints
            with: { customerId: cus_203, points: 7 }
      catch:
        errors: { with: { status: 503 } }
        retry: { delay: { milliseconds: 10 }, limit: { attempt: { count: 5 } } }
`,
      ),
    );

    expect(execution.status).toBe('completed');
    const made = network.sandbox.calls().filter((call) => call.operationId === 'addLoyaltyPoints');
    expect(made.map((call) => call.status)).toEqual([503, 503, 200]);
    expect(new Set(made.map((call) => call.idempotencyKey)).size).toBe(1);
    network.sandbox.reset();
  });

  it('faults with a clear problem when a system answers with a web page instead of JSON', async () => {
    await client.createConnection({ body: { name: 'portal', documentUrl: `${websiteUrl}/openapi.json` } });
    const source = `
document: { dsl: '1.0.3', namespace: default, name: portal, version: '1.0.0' }
do:
  - list:
      call: openapi
      with: { document: { endpoint: '${websiteUrl}/openapi.json' }, operationId: listItems }
`;

    const execution = await runToEnd(source);

    expect(execution.status).toBe('faulted');
    expect(execution.error).toMatchObject({
      type: expect.stringMatching(/communication$/),
      instance: '/do/0/list',
      detail: expect.stringMatching(/HTML|web page/i),
    });
  });

  it('becomes the next version of the workflow of its name; the first one stays as it was', async () => {
    const first = definition('versions', '  - one: { set: { v: 1 } }');
    const second = definition('versions', '  - one: { set: { v: 2 } }');
    const workflowId = await approve(client, first);

    const { draftId, changes } = await client.createDraft({ body: { source: second } });
    expect(changes.length).toBeGreaterThan(0);
    const workflow = await client.approveDefinition({ params: { draftId } });
    const again = await client.approveDefinition({ params: { draftId } });

    expect(workflow).toMatchObject({ workflowId, latestVersion: 2 });
    expect(again).toEqual(workflow);
    expect((await client.getWorkflowVersion({ params: { workflowId, version: 1 } })).source).toBe(first);
  });
});

describe('a definition that does not check', () => {
  const BROKEN = `
document: { dsl: '1.0.3', namespace: default, name: broken, version: '1.0.0' }
do:
  - first: { set: { a: 1 }, then: nowhere }
`;

  it('is kept with what is wrong and where, and can be neither rehearsed nor approved', async () => {
    const draft = await client.createDraft({ body: { source: BROKEN } });
    const params = { draftId: draft.draftId };

    expect(draft.valid).toBe(false);
    expect(draft.diagnostics).toMatchObject([{ severity: 'error', line: 4, pointer: '/do/0/first/then' }]);
    await expect(client.rehearseDraft({ params })).rejects.toMatchObject({ code: 'invalid_definition' });
    await expect(client.approveDefinition({ params })).rejects.toMatchObject({ code: 'invalid_definition' });
    expect((await client.getDraft({ params })).source).toBe(BROKEN);
  });

  it.each(['{', '\u0007', '- - -', '[]', 'true', '&a [*a, *a]', 'document: !!js/function "x"'])(
    'is answered with diagnostics when it is %j',
    async (source) => {
      const draft = await client.createDraft({ body: { source } });

      expect(draft.valid).toBe(false);
      expect(draft.diagnostics.length).toBeGreaterThan(0);
    },
  );
});

describe('a connection', () => {
  it.each([
    ['that is a web page', '/'],
    ['that is not there', '/missing'],
  ])('to an API document %s is refused with a clear code', async (_, path) => {
    const created = client.createConnection({ body: { name: 'wrong', documentUrl: `${websiteUrl}${path}` } });

    await expect(created).rejects.toMatchObject({ code: 'invalid_api_document', status: 422 });
  });

  it('to an address inside the installation’s network is refused unless it is allowed by name', async () => {
    const created = client.createConnection({
      body: { name: 'inside', documentUrl: 'http://127.0.0.1:9/openapi.json' },
    });

    await expect(created).rejects.toMatchObject({ code: 'invalid_api_document' });
  });

  it('cannot take a name that another one has', async () => {
    const documentUrl = network.sandbox.documentUrl('pos');

    await expect(client.createConnection({ body: { name: 'pos', documentUrl } })).rejects.toMatchObject({
      code: 'name_taken',
    });
  });

  it('shows that it has a credential and never which', async () => {
    const { items } = await client.listConnections({ query: {} });

    expect(items.find(({ name }) => name === 'pos')).toMatchObject({ hasCredential: true });
    expect(JSON.stringify(items)).not.toContain(network.sandbox.apiKeys.pos);
  });
});
