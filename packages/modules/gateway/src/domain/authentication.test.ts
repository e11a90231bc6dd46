import { commonError, ManualClock } from '@parley/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Membership } from '../ports.ts';
import { type AuthenticationOptions, createAuthenticate } from './authentication.ts';

const clock = new ManualClock();
const alpha: Membership = {
  tenantId: 'tenant-a',
  tenantSlug: 'alpha',
  tenantStatus: 'active',
  roles: ['editor'],
  businessRoles: ['manager'],
};
let verified: string[];
let lookedUp: string[];
let members: Record<string, Membership[]>;
let tokenLifeMs: number;
beforeEach(() => {
  verified = [];
  lookedUp = [];
  members = { ann: [alpha] };
  tokenLifeMs = 3_600_000;
});

const authenticator = (options: Partial<AuthenticationOptions> = {}) =>
  createAuthenticate({
    verifier: {
      async verify(token) {
        verified.push(token);
        if (token.startsWith('bad')) throw commonError('unauthenticated', 'no');
        return { subject: token.split('.')[0]!, expiresAt: clock.now() + tokenLifeMs };
      },
    },
    members: {
      async findMemberships({ subject, tenantSlug }) {
        lookedUp.push(subject);
        const all = members[subject] ?? [];
        return tenantSlug === undefined ? all : all.filter((one) => one.tenantSlug === tenantSlug);
      },
    },
    clock,
    ...options,
  });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('authentication', () => {
  it('turns a token into the context of the tenant that its subject belongs to', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await authenticator()({ ...bearer('ann'), traceparent })).toEqual({
      tenantId: 'tenant-a',
      actor: 'ann',
      roles: ['editor'],
      businessRoles: ['manager'],
      traceparent,
    });
  });

  it.each([undefined, '', 'ann', 'Basic ann', 'Bearer', 'Bearer a b', 'Bearer ä'])(
    'refuses the header %j without asking anybody',
    async (authorization) => {
      await expect(authenticator()({ authorization })).rejects.toMatchObject({ code: 'unauthenticated' });
      expect(verified).toEqual([]);
    },
  );

  it('verifies a token once, and again when it has expired', async () => {
    tokenLifeMs = 60_000;
    const authenticate = authenticator();
    for (let i = 0; i < 3; i++) await authenticate(bearer('ann'));
    expect(verified).toEqual(['ann']);
    clock.advance(60_000);
    await authenticate(bearer('ann'));
    expect(verified).toEqual(['ann', 'ann']);
  });

  it('verifies a long-lived token again after five minutes, so that a withdrawn key shows', async () => {
    const authenticate = authenticator();
    await authenticate(bearer('ann'));
    clock.advance(299_999);
    await authenticate(bearer('ann'));
    expect(verified).toHaveLength(1);
    clock.advance(1);
    await authenticate(bearer('ann'));
    expect(verified).toHaveLength(2);
  });

  it('remembers no refusal', async () => {
    const authenticate = authenticator();
    for (let i = 0; i < 2; i++) await expect(authenticate(bearer('bad'))).rejects.toMatchObject({ status: 401 });
    expect(verified).toEqual(['bad', 'bad']);
  });

  it('notices a change of roles after the time set for it', async () => {
    const authenticate = authenticator({ memberCacheMs: 1_000 });
    await authenticate(bearer('ann'));
    members = { ann: [{ ...alpha, roles: ['viewer'] }] };
    expect((await authenticate(bearer('ann'))).roles).toEqual(['editor']);
    clock.advance(1_000);
    expect((await authenticate(bearer('ann'))).roles).toEqual(['viewer']);
    expect(lookedUp).toHaveLength(2);
  });

  it('lets somebody in as soon as they are a member', async () => {
    const authenticate = authenticator();
    await expect(authenticate(bearer('bob'))).rejects.toMatchObject({ code: 'not_a_member' });
    members = { bob: [alpha] };
    expect((await authenticate(bearer('bob'))).tenantId).toBe('tenant-a');
  });

  it('keeps what it remembers of tenants apart', async () => {
    members = { ann: [alpha, { ...alpha, tenantId: 'tenant-b', tenantSlug: 'beta', roles: ['viewer'] }] };
    const authenticate = authenticator();
    const inTenant = async (tenantSlug: string) => (await authenticate({ ...bearer('ann'), tenantSlug })).tenantId;
    expect([await inTenant('alpha'), await inTenant('beta'), await inTenant('alpha')]).toEqual([
      'tenant-a',
      'tenant-b',
      'tenant-a',
    ]);
    await expect(authenticate(bearer('ann'))).rejects.toMatchObject({
      code: 'tenant_required',
      details: { tenants: ['alpha', 'beta'] },
    });
  });

  it('refuses a suspended tenant', async () => {
    members = { ann: [{ ...alpha, tenantStatus: 'suspended' }] };
    await expect(authenticator()(bearer('ann'))).rejects.toMatchObject({ code: 'tenant_suspended', status: 403 });
  });

  it.each(['', 'UPPER', '../x', 'x'.repeat(64)])('does not look for the slug %j', async (tenantSlug) => {
    const failure = authenticator()({ ...bearer('ann'), tenantSlug });
    await expect(failure).rejects.toMatchObject({ code: 'not_a_member' });
    expect(lookedUp).toEqual([]);
  });
});
