import { type Handlers, type PlatformOperations, platformOperations } from '@parley/contracts';
import { commonError, ManualClock, silentLogger, type TenantContext } from '@parley/kernel';
import { createGateway, createRateLimiter } from '@parley/module-gateway';
import { createMemoryIdempotencyStore } from '@parley/module-gateway/testing';
import { expect, it } from 'vitest';
import { createHttpServer, serviceRoutes } from './index.ts';

it('smoke', async () => {
  const clock = new ManualClock();
  const member = {
    memberId: crypto.randomUUID(),
    subject: 's',
    name: 'n',
    roles: ['owner' as const],
    businessRoles: [],
    secret: 'x',
  };
  const handlers = {
    getTenant: async () => {
      throw commonError('not_found', 'no');
    },
    getMe: async () => member,
    listMembers: async () => ({ items: [member] }),
    addMember: async () => member,
    listAuditEntries: async () => ({ items: [] }),
  } as unknown as Handlers<PlatformOperations>;
  const server = createHttpServer({
    services: [serviceRoutes(platformOperations, handlers)],
    logger: silentLogger,
    gateway: createGateway({
      verifier: {
        verify: async (token) => {
          if (token !== 'good') throw commonError('unauthenticated', 'bad');
          return { subject: 's', expiresAt: clock.now() + 1e6 };
        },
      },
      members: {
        findMemberships: async () => [
          {
            tenantId: crypto.randomUUID(),
            tenantSlug: 'a',
            tenantStatus: 'active',
            roles: ['owner'],
            businessRoles: [],
          },
        ],
      },
      limiter: createRateLimiter({ perSecond: 100, burst: 100 }, clock),
      idempotency: createMemoryIdempotencyStore(clock),
      audit: { record: () => {} },
      clock,
      logger: silentLogger,
    }),
  });
  const url = await server.listen({ port: 0 });
  for (const [path, init] of [
    ['/health', {}],
    ['/v1/me', {}],
    ['/v1/me', { headers: { authorization: 'Bearer good' } }],
    ['/v1/tenant', { headers: { authorization: 'Bearer good' } }],
    ['/v1/nope', { method: 'POST', body: 'x' }],
    ['/v1/me', { method: 'DELETE' }],
    [
      '/v1/members',
      { method: 'POST', headers: { authorization: 'Bearer good', 'content-type': 'application/json' }, body: '{"a' },
    ],
    ['/v1/members', { method: 'POST', headers: { authorization: 'Bearer good' }, body: 'hello' }],
    [
      '/v1/members',
      {
        method: 'POST',
        headers: { authorization: 'Bearer good', 'content-type': 'application/json', 'idempotency-key': '1' },
        body: '{"subject":"b","name":"b","roles":["viewer"]}',
      },
    ],
    [
      '/v1/members',
      {
        method: 'POST',
        headers: { authorization: 'Bearer good', 'content-type': 'application/json' },
        body: '{"subject":1,"roles":["x"]}',
      },
    ],
    ['/%E0%A4%A', {}],
  ] as const) {
    const r = await fetch(url + path, init as RequestInit);
    console.log(
      (init as any).method ?? 'GET',
      path,
      r.status,
      [...r.headers]
        .map(([k, v]) => `${k}: ${v}`)
        .filter((h) => /allow|retry|idem|content-type|www/.test(h))
        .join('; '),
      (await r.text()).slice(0, 300),
    );
  }
  await server.close();
});
