import { agentOperations, conversationOperations, platformOperations, workflowOperations } from '@parley/contracts';
import { createTenantTokens, newId, silentLogger } from '@parley/kernel';
import { createServiceGateway } from '@parley/module-gateway';
import { describe, expect, it } from 'vitest';
import { createHttpServer } from './index.ts';
import { alpha, answerAll, beta, createEdge, createNotes } from './testing/edge.ts';

const all = { ...platformOperations, ...workflowOperations, ...conversationOperations, ...agentOperations };
const entries = Object.entries(all);
const urlOf = (path: string) => path.replaceAll(/\{\w+\}/g, newId());

describe('every operation of Parley', () => {
  const unreachable = () => Promise.reject(new Error('a handler was reached'));
  const edge = createEdge([answerAll(all, unreachable)]);

  it.each(entries.filter(([, { role }]) => role !== 'public'))(
    '%s does not answer without a valid token',
    async (_, operation) => {
      for (const headers of [{}, { authorization: 'Basic x' }, { authorization: 'Bearer nobody' }]) {
        const url = urlOf(operation.path);
        const response = await edge.request(undefined, { method: operation.method, url, text: '{{', headers });
        expect([response.statusCode, response.json().code]).toEqual([401, 'unauthenticated']);
        expect(response.headers['www-authenticate']).toBe('Bearer realm="parley"');
      }
    },
  );

  it.each(entries.filter(([, { role }]) => role !== 'public' && role !== 'viewer'))(
    '%s is refused to a viewer, and the audit log knows',
    async (id, operation) => {
      edge.decisions.length = 0;
      const url = urlOf(operation.path);
      const response = await edge.request('viewer', { method: operation.method, url, text: '{{' });
      expect([response.statusCode, response.json().code]).toEqual([403, 'forbidden']);
      expect(edge.decisions).toEqual([
        { tenantId: alpha, actor: 'viewer', action: id, subject: url, outcome: 'denied' },
      ]);
    },
  );

  it('that is public is one of a known few', () => {
    expect(entries.filter(([, { role }]) => role === 'public').map(([id]) => id)).toEqual(['receiveWebhook']);
  });
});

describe('a caller', () => {
  it('who is a member of nothing is refused', async () => {
    const response = await createEdge([createNotes().routes]).request('stranger', { url: '/v1/notes' });
    expect([response.statusCode, response.json().code]).toEqual([403, 'not_a_member']);
  });

  it.each(['beta', 'no-such-tenant', '../alpha'])('cannot act in the tenant %s of others', async (slug) => {
    const { routes, calls } = createNotes();
    const headers = { 'parley-tenant': slug };
    const response = await createEdge([routes]).request('owner', { url: '/v1/notes', headers });
    expect([response.statusCode, response.json().code]).toEqual([403, 'not_a_member']);
    expect(response.body).not.toContain(slug);
    expect(calls).toEqual([]);
  });

  it('of several tenants names one, and has the roles of that one', async () => {
    const { routes, calls } = createNotes();
    const edge = createEdge([routes]);
    const unnamed = await edge.request('both', { url: '/v1/notes' });
    expect([unnamed.statusCode, unnamed.json().code]).toEqual([400, 'tenant_required']);
    expect(unnamed.json().details).toEqual({ tenants: ['alpha', 'beta'] });
    const request = { method: 'POST', url: '/v1/notes', body: { text: 'x' } } as const;
    const asEditor = await edge.request('both', { ...request, headers: { 'parley-tenant': 'alpha' } });
    const asViewer = await edge.request('both', { ...request, headers: { 'parley-tenant': 'beta' } });
    expect([asEditor.statusCode, asViewer.statusCode]).toEqual([201, 403]);
    expect(calls.map(({ context }) => context!.tenantId)).toEqual([alpha]);
  });

  it('leaves a line in the audit log for each change, and none for reading', async () => {
    const edge = createEdge([createNotes().routes]);
    await edge.request('editor', { url: '/v1/notes?limit=1' });
    await edge.request('editor', { method: 'POST', url: '/v1/notes?x=secret', body: { text: 'x' } });
    expect(edge.decisions).toEqual([
      { tenantId: alpha, actor: 'editor', action: 'createNote', subject: '/v1/notes', outcome: 'allowed' },
    ]);
  });
});

describe('the rate limit', () => {
  it('stops one tenant, says for how long, and leaves the others alone', async () => {
    const edge = createEdge([createNotes().routes], { burst: 2 });
    const status = async (as: string) => (await edge.request(as, { url: '/v1/notes' })).statusCode;
    expect([await status('owner'), await status('editor'), await status('viewer')]).toEqual([200, 200, 429]);
    const limited = await edge.request('owner', { url: '/v1/notes' });
    expect([limited.json().code, limited.json().retryable]).toEqual(['rate_limited', true]);
    expect(limited.headers['retry-after']).toBe('1');
    expect(await status('beta')).toBe(200);
    edge.clock.advance(1000);
    expect([await status('owner'), await status('owner')]).toEqual([200, 429]);
  });

  it('holds for public operations by address', async () => {
    const edge = createEdge([createNotes().routes], { burst: 1 });
    const request = { method: 'POST', url: '/v1/signed', body: { n: 1 } } as const;
    const statuses = [await edge.request(undefined, request), await edge.request(undefined, request)];
    expect(statuses.map((response) => response.statusCode)).toEqual([202, 429]);
  });
});

describe('a service behind the gateway', () => {
  const secret = new Uint8Array(32).fill(7);
  const { routes, calls } = createNotes();
  const gateway = createServiceGateway(createTenantTokens(secret));
  const server = createHttpServer({ services: [routes], gateway, logger: silentLogger });
  const call = (token: string) =>
    server.inject({ method: 'GET', url: '/v1/notes', headers: { authorization: `Bearer ${token}` } });

  it('takes the tenant of the signed context', async () => {
    const token = await createTenantTokens(secret).sign({ tenantId: beta, actor: 'ann', roles: ['viewer'] });
    expect((await call(token)).statusCode).toBe(200);
    expect(calls[0]!.context).toMatchObject({ tenantId: beta, actor: 'ann', roles: ['viewer'] });
  });

  it('refuses a context signed with another key, and people’s tokens', async () => {
    const forged = await createTenantTokens(new Uint8Array(32)).sign({ tenantId: beta, actor: 'x', roles: ['owner'] });
    expect([(await call(forged)).statusCode, (await call('owner')).statusCode]).toEqual([401, 401]);
  });
});
