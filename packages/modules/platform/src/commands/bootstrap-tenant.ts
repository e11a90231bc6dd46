import { buildEvent, type Member, type Tenant, TenantCreated } from '@parley/contracts';
import { serviceContext, toRfc3339 } from '@parley/kernel';
import { checkNewMember } from '../domain/new-member.ts';
import { platformError } from '../errors.ts';
import type { PlatformDeps, PlatformTx } from '../ports.ts';

export interface TenantSettings {
  /** Lower-case letters, digits and dashes; unique in the installation. */
  readonly slug: string;
  readonly name: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly businessRoles: readonly string[];
  /** The first owner, who gets every business role; added when the tenant exists without them. */
  readonly owner: { readonly subject: string; readonly name: string };
}

const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Makes sure that a tenant and its owner exist. What exists is left as it is. Gives the tenant. */
export function bootstrapTenant(deps: PlatformDeps): (settings: TenantSettings) => Promise<Tenant> {
  return async (settings) => {
    checkSettings(settings);
    const existing = await deps.store.findTenantId(settings.slug);
    const created = existing === undefined ? await create(deps, settings) : undefined;
    if (created) return created;
    const tenantId = existing ?? (await deps.store.findTenantId(settings.slug));
    return deps.store.transaction(tenantId!, async (tx) => {
      const tenant = (await tx.findTenant())!;
      if (!(await tx.findMember(settings.owner.subject))) await insertOwner(deps, tx, tenant, settings.owner);
      return tenant;
    });
  };
}

/** Undefined when another process took the slug first. */
function create(deps: PlatformDeps, { slug, name, timeZone, businessRoles, owner }: TenantSettings) {
  const now = deps.clock.now();
  const tenant: Tenant = {
    tenantId: deps.newId(),
    slug,
    name,
    status: 'active',
    timeZone,
    businessRoles: [...businessRoles],
    createdAt: toRfc3339(now),
  };
  const { tenantId } = tenant;
  return deps.store.transaction(tenantId, async (tx) => {
    if (!(await tx.insertTenant(tenant))) return undefined;
    await insertOwner(deps, tx, tenant, owner);
    const context = serviceContext(tenantId, 'platform');
    await tx.publish(buildEvent(TenantCreated, context, { subject: tenantId, data: { tenantId, slug, name } }, now));
    return tenant;
  });
}

async function insertOwner(
  deps: PlatformDeps,
  tx: PlatformTx,
  tenant: Tenant,
  owner: TenantSettings['owner'],
): Promise<void> {
  const member: Member = {
    memberId: deps.newId(),
    ...owner,
    roles: ['owner'],
    businessRoles: tenant.businessRoles,
  };
  checkNewMember(member, tenant);
  await tx.insertMember(member);
}

function checkSettings({ slug, timeZone }: TenantSettings): void {
  if (!SLUG.test(slug)) {
    throw platformError('invalid_tenant_settings', `"${slug}" cannot be the slug of a tenant`, {
      hint: 'Use lower-case letters, digits and dashes, at most 63.',
    });
  }
  if (!isTimeZone(timeZone)) {
    throw platformError('invalid_tenant_settings', `There is no time zone "${timeZone}"`, {
      hint: 'Use an IANA name such as Europe/Zurich.',
    });
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
