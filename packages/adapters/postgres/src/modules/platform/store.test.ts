import { createIdSource, ManualClock, newId, serviceContext, silentLogger, type TenantContext } from '@parley/kernel';
import { createPlatformModule, type PlatformModule } from '@parley/module-platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/index.ts';
import { createPlatformStore, platformMigrations } from './store.ts';

let test: TestDatabase;
let platform: PlatformModule;
const clock = new ManualClock();
beforeAll(async () => {
  test = await testDatabase({ service: 'platform', migrations: await platformMigrations() });
  const store = createPlatformStore(test.database);
  platform = createPlatformModule({ store, clock, newId: createIdSource(clock), logger: silentLogger });
});
afterAll(() => test.drop());

let count = 0;
const settings = (slug: string, subject = `owner-of-${slug}`) => ({
  slug,
  name: `Tenant ${slug}`,
  timeZone: 'America/New_York',
  businessRoles: ['manager', 'buyer'],
  owner: { subject, name: 'Olga' },
});

async function newTenant(): Promise<{ slug: string; context: TenantContext }> {
  const slug = `tenant-${++count}`;
  const { tenantId } = await platform.bootstrapTenant(settings(slug));
  return { slug, context: { tenantId, actor: `owner-of-${slug}`, roles: ['owner'] } };
}
const query = (limit = 50, cursor?: string) => ({ query: { limit, ...(cursor !== undefined && { cursor }) } });
const published = (tenantId: string) =>
  test.database.system((tx) =>
    tx.query<{ event: { type: string; subject: string } }>('select event from outbox where tenant_id = $1', [tenantId]),
  );

describe('the platform in PostgreSQL', () => {
  let own: { slug: string; context: TenantContext };
  let other: { slug: string; context: TenantContext };
  beforeEach(async () => {
    own = await newTenant();
    other = await newTenant();
  });

  it('sets a tenant up with its owner and announces it', async () => {
    const { tenantId } = own.context;
    expect(await platform.handlers.getTenant(own.context, {})).toEqual({
      tenantId,
      slug: own.slug,
      name: `Tenant ${own.slug}`,
      status: 'active',
      timeZone: 'America/New_York',
      businessRoles: ['manager', 'buyer'],
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    expect(await platform.handlers.getMe(own.context, {})).toMatchObject({
      subject: own.context.actor,
      roles: ['owner'],
      businessRoles: ['manager', 'buyer'],
    });
    const events = (await published(tenantId)).map(({ event }) => [event.type, event.subject]);
    expect(events).toEqual([['TenantCreated', tenantId]]);
  });

  it('changes nothing when a tenant is set up again, at once or later', async () => {
    const slug = `tenant-${++count}`;
    const all = await Promise.all([1, 2, 3, 4].map(() => platform.bootstrapTenant(settings(slug))));
    const again = await platform.bootstrapTenant({ ...settings(slug), name: 'Another name' });
    expect(new Set([...all, again].map((tenant) => JSON.stringify(tenant))).size).toBe(1);
    const { items } = await platform.handlers.listMembers(serviceContext(again.tenantId, 'test'), query());
    expect(items).toHaveLength(1);
    expect(await published(again.tenantId)).toHaveLength(1);
  });

  it('adds the owner that an existing tenant lacks', async () => {
    await platform.bootstrapTenant(settings(own.slug, 'second-owner'));
    expect(await platform.findMemberships({ subject: 'second-owner' })).toEqual([
      {
        tenantId: own.context.tenantId,
        tenantSlug: own.slug,
        tenantStatus: 'active',
        roles: ['owner'],
        businessRoles: ['manager', 'buyer'],
      },
    ]);
  });

  it('finds all tenants of a subject, or the one asked for', async () => {
    const subject = `both-${count}`;
    const body = { subject, name: 'Bo', roles: ['viewer' as const], businessRoles: ['buyer'] };
    await platform.handlers.addMember(own.context, { body });
    await platform.handlers.addMember(other.context, { body: { ...body, roles: ['editor'] } });
    const slugs = (await platform.findMemberships({ subject })).map((one) => one.tenantSlug);
    expect(slugs).toEqual([own.slug, other.slug].sort());
    const [one, ...rest] = await platform.findMemberships({ subject, tenantSlug: other.slug });
    expect(one).toMatchObject({ tenantId: other.context.tenantId, roles: ['editor'], businessRoles: ['buyer'] });
    expect(rest).toEqual([]);
    expect(await platform.findMemberships({ subject: own.context.actor, tenantSlug: other.slug })).toEqual([]);
  });

  it('shows a tenant its own members and audit entries alone', async () => {
    const body = { subject: `mia-${count}`, name: 'Mia', roles: ['viewer' as const], businessRoles: [] };
    await platform.handlers.addMember(other.context, { body });
    platform.audit.record({ ...other.context, action: 'addMember', subject: '/v1/members', outcome: 'allowed' });
    await platform.audit.flush();
    const members = await platform.handlers.listMembers(own.context, query());
    expect(members.items.map((member) => member.subject)).toEqual([own.context.actor]);
    expect((await platform.handlers.listAuditEntries(own.context, query())).items).toEqual([]);
    expect((await platform.handlers.listAuditEntries(other.context, query())).items).toHaveLength(1);
  });

  it('pages through members, newest first, each exactly once', async () => {
    const subjects = Array.from({ length: 5 }, (_, i) => `member-${count}-${i}`);
    for (const subject of subjects) {
      const body = { subject, name: subject, roles: ['viewer' as const], businessRoles: [] };
      await platform.handlers.addMember(own.context, { body });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await platform.handlers.listMembers(own.context, query(2, cursor));
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((member) => member.subject));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([...subjects.reverse(), own.context.actor]);
  });

  it('records an event once in the audit log, however often it is delivered', async () => {
    const event = {
      id: `made-${newId()}`,
      type: 'order.placed',
      source: '/connections/pos',
      subject: 'order-7',
      time: '2026-02-03T04:05:06.000Z',
      accountid: own.context.tenantId,
      dataversion: 1,
      data: { note: '\u0000' },
    };
    const [subscription] = platform.subscriptions;
    expect(subscription).toMatchObject({ consumer: 'platform.audit', types: ['*'] });
    await subscription!.handle(event);
    await subscription!.handle(event);
    const { items } = await platform.handlers.listAuditEntries(own.context, query());
    expect(items).toEqual([
      {
        auditId: expect.any(String),
        at: event.time,
        actor: '/connections/pos',
        action: 'order.placed',
        subject: 'order-7',
        outcome: 'allowed',
      },
    ]);
  });

  it('stores decisions of several tenants and pages through them', async () => {
    for (const action of ['one', 'two', 'three']) {
      platform.audit.record({ ...own.context, action, subject: '/', outcome: 'denied' });
      platform.audit.record({ ...other.context, action, subject: '/', outcome: 'allowed' });
    }
    await platform.audit.flush();
    const first = await platform.handlers.listAuditEntries(own.context, query(2));
    const second = await platform.handlers.listAuditEntries(own.context, query(2, first.nextCursor));
    expect([...first.items, ...second.items].map((entry) => [entry.action, entry.outcome])).toEqual([
      ['three', 'denied'],
      ['two', 'denied'],
      ['one', 'denied'],
    ]);
    expect(second.nextCursor).toBeUndefined();
  });
});
