import { describe, expect, it } from 'vitest';
import { startPlatform } from '../testing/platform.ts';

const mia = { subject: 'mia', name: 'Mia', roles: ['operator' as const], businessRoles: ['buyer'] };

describe('addMember', () => {
  it('adds a person with roles', async () => {
    const { platform, context } = await startPlatform();
    const added = await platform.handlers.addMember(context, { body: mia });
    expect(added).toEqual({ memberId: added.memberId, ...mia });
    expect(await platform.handlers.getMe({ ...context, actor: 'mia' }, {})).toEqual(added);
  });

  it('refuses who is a member already, and changes nothing', async () => {
    const { platform, context } = await startPlatform();
    const added = await platform.handlers.addMember(context, { body: mia });
    const again = platform.handlers.addMember(context, { body: { ...mia, roles: ['owner'] } });
    await expect(again).rejects.toMatchObject({ code: 'member_exists', status: 409 });
    expect(await platform.handlers.getMe({ ...context, actor: 'mia' }, {})).toEqual(added);
  });

  it('refuses a business role that the tenant does not have, naming those it has', async () => {
    const { platform, context } = await startPlatform();
    const failure = platform.handlers.addMember(context, { body: { ...mia, businessRoles: ['buyer', 'king'] } });
    await expect(failure).rejects.toMatchObject({
      code: 'unknown_business_role',
      hint: 'Use one of: manager, buyer.',
      details: { unknown: ['king'], known: ['manager', 'buyer'] },
    });
  });

  it('refuses a name that could be taken for a service', async () => {
    const { platform, context } = await startPlatform();
    const failure = platform.handlers.addMember(context, { body: { ...mia, subject: 'service:workflow' } });
    await expect(failure).rejects.toMatchObject({ code: 'reserved_subject' });
  });
});
