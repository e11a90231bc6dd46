import type { Handlers, PlatformOperations, Subscription, Tenant } from '@parley/contracts';
import { addMember } from './commands/add-member.ts';
import { bootstrapTenant, type TenantSettings } from './commands/bootstrap-tenant.ts';
import { type AuditRecorder, createAuditRecorder } from './commands/record-audit.ts';
import { platformSubscriptions } from './events/subscriptions.ts';
import type { Membership, MembershipQuery, PlatformDeps } from './ports.ts';
import { findMemberships } from './queries/find-memberships.ts';
import { getMe } from './queries/get-me.ts';
import { getTenant } from './queries/get-tenant.ts';
import { listAuditEntries } from './queries/list-audit-entries.ts';
import { listMembers } from './queries/list-members.ts';

export type { TenantSettings } from './commands/bootstrap-tenant.ts';
export type { AccessDecision, AuditRecorder } from './commands/record-audit.ts';
export type {
  Membership,
  MembershipQuery,
  NewAuditEntry,
  PlatformDeps,
  PlatformReads,
  PlatformStore,
  PlatformTx,
} from './ports.ts';

export interface PlatformModule {
  readonly handlers: Handlers<PlatformOperations>;
  readonly subscriptions: Subscription[];
  /** Makes sure that a tenant and its owner exist. */
  bootstrapTenant(settings: TenantSettings): Promise<Tenant>;
  /** For the gateway: which tenants a subject belongs to. */
  findMemberships(query: MembershipQuery): Promise<readonly Membership[]>;
  /** For the gateway: the audit log of access decisions. Close it after the last request. */
  readonly audit: AuditRecorder;
}

/** The platform service: tenants, members, the audit log. */
export function createPlatformModule(deps: PlatformDeps): PlatformModule {
  return {
    handlers: {
      getTenant: getTenant(deps),
      getMe: getMe(deps),
      listMembers: listMembers(deps),
      addMember: addMember(deps),
      listAuditEntries: listAuditEntries(deps),
    },
    subscriptions: platformSubscriptions(deps),
    bootstrapTenant: bootstrapTenant(deps),
    findMemberships: findMemberships(deps),
    audit: createAuditRecorder(deps),
  };
}
