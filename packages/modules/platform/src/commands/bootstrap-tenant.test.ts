import { describe, expect, it } from 'vitest';
import { SETTINGS, startPlatform } from '../testing/platform.ts';

describe('bootstrapTenant', () => {
  it('creates a tenant once, with an owner who has every business role, and says so once', async () => {
    const { platform, tenant, store, context } = await startPlatform();
    expect(await platform.bootstrapTenant({ ...SETTINGS, name: 'Renamed' })).toEqual(tenant);
    expect((await platform.handlers.listMembers(context, { query: { limit: 10 } })).items).toEqual([
      { memberId: expect.any(String), ...SETTINGS.owner, roles: ['owner'], businessRoles: ['manager', 'buyer'] },
    ]);
    expect(store.events).toEqual([
      expect.objectContaining({
        type: 'TenantCreated',
        subject: tenant.tenantId,
        accountid: tenant.tenantId,
        data: { tenantId: tenant.tenantId, slug: 'alpha', name: 'Alpha' },
      }),
    ]);
  });

  it.each([{ slug: '' }, { slug: 'Big' }, { slug: 'a/b' }, { slug: 'x'.repeat(64) }, { timeZone: 'Mars/Olympus' }])(
    'refuses the setting %j',
    async (wrong) => {
      const { platform, store } = await startPlatform();
      const failure = platform.bootstrapTenant({ ...SETTINGS, slug: 'beta', ...wrong });
      await expect(failure).rejects.toMatchObject({ code: 'invalid_tenant_settings', status: 422 });
      expect(store.events).toHaveLength(1);
    },
  );
});
