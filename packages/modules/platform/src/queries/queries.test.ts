import { describe, expect, it } from 'vitest';
import { startPlatform } from '../testing/platform.ts';

describe('the queries', () => {
  it('say that there is no such tenant or member instead of nothing', async () => {
    const { platform, context } = await startPlatform();
    const elsewhere = { ...context, tenantId: '00000000-0000-4000-8000-000000000000' };
    await expect(platform.handlers.getTenant(elsewhere, {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(platform.handlers.getMe(elsewhere, {})).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['x', "'; drop table members; --", '0'.repeat(36)])('refuse the cursor %j', async (cursor) => {
    const { platform, context } = await startPlatform();
    const query = { limit: 5, cursor };
    for (const list of [platform.handlers.listMembers, platform.handlers.listAuditEntries] as const) {
      await expect((async () => list(context, { query }))()).rejects.toMatchObject({ code: 'invalid_request' });
    }
  });
});
