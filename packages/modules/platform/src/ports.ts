import type { AuditEntry, DomainEvent, Member, Tenant } from '@parley/contracts';
import type { Clock, IdSource, Logger, Role } from '@parley/kernel';

/** A line of the audit log before it is stored. */
export interface NewAuditEntry extends AuditEntry {
  /** The event that the line records; the same event adds no second line. */
  readonly eventId?: string;
}

export interface PlatformReads {
  findTenant(): Promise<Tenant | undefined>;
  findMember(subject: string): Promise<Member | undefined>;
  /** Newest first; `before` is the id that the last page ended with. */
  listMembers(page: { limit: number; before?: string }): Promise<Member[]>;
  /** Newest first; `before` is the id that the last page ended with. */
  listAuditEntries(page: { limit: number; before?: string }): Promise<AuditEntry[]>;
}

export interface PlatformTx extends PlatformReads {
  /** False when the slug is taken, by whatever tenant. */
  insertTenant(tenant: Tenant): Promise<boolean>;
  /** False when the subject is a member already. */
  insertMember(member: Member): Promise<boolean>;
  /** Entries that are there already (by id, or by event) are left as they are. */
  insertAuditEntries(entries: readonly NewAuditEntry[]): Promise<void>;
  publish(event: DomainEvent): Promise<void>;
}

/** A subject's place in one tenant. */
export interface Membership {
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly tenantStatus: Tenant['status'];
  readonly roles: readonly Role[];
  readonly businessRoles: readonly string[];
}

export interface MembershipQuery {
  readonly subject: string;
  readonly tenantSlug?: string;
}

/** Where tenants and members live. */
export interface PlatformStore {
  /** Sees one tenant only. */
  read<T>(tenantId: string, work: (tx: PlatformReads) => Promise<T>): Promise<T>;
  /** Sees one tenant only. */
  transaction<T>(tenantId: string, work: (tx: PlatformTx) => Promise<T>): Promise<T>;
  /** Sees all tenants: the one question that is asked before the tenant is known. At most `limit`, by slug. */
  findMemberships(query: MembershipQuery, limit: number): Promise<Membership[]>;
  /** Sees all tenants, for setting one up. */
  findTenantId(slug: string): Promise<string | undefined>;
}

/** What every command and query of this module works with. */
export interface PlatformDeps {
  readonly store: PlatformStore;
  readonly clock: Clock;
  readonly newId: IdSource;
  readonly logger: Logger;
}
