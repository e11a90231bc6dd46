import {
  agentOperations,
  conversationOperations,
  type OperationSpec,
  platformOperations,
  workflowOperations,
} from '@parley/contracts';
import { newId } from '@parley/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Network, startNetwork, type Tenant } from '../src/testing/index.ts';

const operations: Readonly<Record<string, OperationSpec>> = {
  ...conversationOperations,
  ...agentOperations,
  ...workflowOperations,
  ...platformOperations,
};

const APPROVAL = `
document: { dsl: '1.0.3', namespace: default, name: ask, version: '1.0.0' }
do:
  - ask:
      call: approve:1@default
      with: { title: May I?, assignee: manager }
`;

let network: Network;
let ours: Tenant;
let theirs: Tenant;
/** Ids of everything the first tenant has, by the name that paths and bodies use. */
let ids: Record<string, string>;

beforeAll(async () => {
  network = await startNetwork({ tenants: ['ours', 'theirs'] });
  [ours, theirs] = network.tenants as [Tenant, Tenant];
  ids = await furnish(ours);
});
afterAll(() => network.stop());

/** Gives the tenant one of everything. */
async function furnish(tenant: Tenant): Promise<Record<string, string>> {
  const { client } = tenant;
  await network.connectRestaurant(tenant);
  const { items } = await client.listConnections({ query: {} });
  const { conversationId } = await client.startConversation({ body: { title: 'private' } });
  await client.postMessage({ params: { conversationId }, body: { text: 'private words' } });
  const { draftId } = await client.createDraft({ body: { source: APPROVAL } });
  const { workflowId } = await client.approveDefinition({ params: { draftId } });
  const { executionId } = await client.startExecution({ body: { workflowId, input: { secret: 'private input' } } });
  const approvalId = await openApproval(tenant);
  return {
    ...{ conversationId, draftId, workflowId, executionId, approvalId, version: '1' },
    connectionId: items[0]!.connectionId,
    channel: 'chat',
    sha256: '0'.repeat(64),
  };
}

async function openApproval({ client }: Tenant): Promise<string> {
  for (;;) {
    const { items } = await client.listApprovals({ query: { status: 'open' } });
    if (items[0]) return items[0].approvalId;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Bodies for the operations that need one; ids in them are the first tenant's. */
const bodies = (): Record<string, unknown> => ({
  startConversation: {},
  postMessage: { text: 'mine now' },
  approveDraft: { draftId: ids.draftId },
  createConnection: { name: 'mine', documentUrl: network.sandbox.documentUrl('pos'), bearerToken: 'x' },
  updateConnection: { name: 'stolen', auth: { kind: 'bearer', token: 'x' } },
  receiveWebhook: { type: 'order.placed', data: {} },
  createDraft: { source: APPROVAL },
  setWorkflowStatus: { status: 'disabled' },
  cancelExecution: {},
  suspendExecution: {},
  forkExecution: { at: '/do/0/ask' },
  startExecution: { workflowId: ids.workflowId, input: {} },
  decideApproval: { decision: 'approved' },
  publishEvent: { type: 'order.placed', data: {} },
  putNotificationChannel: { webhookUrl: 'https://example.com/hook' },
  addMember: { subject: 'intruder', name: 'Intruder', roles: ['viewer'] },
});

async function call(id: string, token: string | undefined): Promise<{ status: number; text: string }> {
  const operation = operations[id]!;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name]!);
  const body = bodies()[id];
  const response = await fetch(`${network.url}${path}`, {
    method: operation.method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Everything that the first tenant can see of itself, but for what grows by looking. */
async function snapshot({ client }: Tenant): Promise<unknown> {
  const query = { limit: 200 };
  const { conversationId, draftId, workflowId, executionId } = ids as Record<string, string>;
  return {
    tenant: await client.getTenant({}),
    members: await client.listMembers({ query }),
    connections: await client.listConnections({ query }),
    channels: await client.listNotificationChannels({}),
    conversations: await client.listConversations({ query }),
    messages: await client.listMessages({ params: { conversationId: conversationId! }, query: {} }),
    draft: await client.getDraft({ params: { draftId: draftId! } }),
    workflows: await client.listWorkflows({ query }),
    version: await client.getWorkflowVersion({ params: { workflowId: workflowId!, version: 1 } }),
    executions: await client.listExecutions({ query }),
    timeline: await client.getTimeline({ params: { executionId: executionId! }, query: {} }),
    approvals: await client.listApprovals({ query }),
  };
}

const withIds = Object.entries(operations).filter(([, { path, role }]) => path.includes('{') && role !== 'public');
const readsOwn = Object.entries(operations).filter(([, { path, method }]) => !path.includes('{') && method === 'GET');
const needsBody = Object.entries(operations).filter(([, operation]) => operation.body !== undefined);

describe('a tenant’s things', () => {
  it('are all tried: every operation with a body has one here', () => {
    expect(needsBody.map(([id]) => id).filter((id) => !(id in bodies()))).toEqual([]);
  });

  it.each(withIds.filter(([id]) => id !== 'putNotificationChannel'))(
    'look as if they had never been when another tenant calls %s',
    async (id) => {
      const answer = await call(id, await theirs.token());

      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'not_found' });
      expect(answer.text).not.toContain('private');
    },
  );

  it.each(readsOwn)('are not in what another tenant gets from %s', async (id) => {
    const answer = await call(id, await theirs.token());

    expect(answer.status).toBe(200);
    // What the other tenant called itself stands in its own audit log, with the addresses it called.
    const uuids = id === 'listAuditEntries' ? [] : Object.values(ids).filter((value) => value.length > 10);
    for (const value of [...uuids, 'private', 'ours-owner']) expect(answer.text).not.toContain(value);
  });

  it('cannot be started, or approved in a conversation, by another tenant with their ids in the body', async () => {
    const token = await theirs.token();
    const { conversationId } = await theirs.client.startConversation({ body: {} });
    const params = { conversationId };

    expect(await call('startExecution', token)).toMatchObject({ status: 404 });
    const approval = theirs.client.approveDraft({ params, body: { draftId: ids.draftId! } });
    await expect(approval).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are the same after another tenant has called everything', async () => {
    const before = await snapshot(ours);

    for (const id of Object.keys(operations)) await call(id, await theirs.token());
    for (const id of Object.keys(operations)) await call(id, undefined);

    expect(await snapshot(ours)).toEqual(before);
  });

  it.each(Object.entries(operations).filter(([, { role }]) => role !== 'public'))('need a token for %s', async (id) => {
    const forged = `${(await ours.token()).split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`;

    for (const token of [undefined, 'nonsense', forged]) {
      const answer = await call(id, token);
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('cannot be reached with another tenant’s name in the header', async () => {
    const response = await fetch(`${network.url}/v1/connections`, {
      headers: { authorization: `Bearer ${await theirs.token()}`, 'parley-tenant': ours.slug },
    });

    expect(response.status).toBe(403);
  });

  it('get no event by a webhook without the right signature', async () => {
    const unknown = await fetch(`${network.url}/v1/webhooks/${newId()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'order.placed', data: {} }),
    });
    const unsigned = await call('receiveWebhook', undefined);

    expect([unknown.status, unsigned.status]).toEqual([401, 401]);
  });
});
