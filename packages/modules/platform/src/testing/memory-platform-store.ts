import type { AuditEntry, DomainEvent, Member, Tenant } from '@parley/contracts';
import type { NewAuditEntry, PlatformStore, PlatformTx } from '../ports.ts';

interface TenantRows {
  tenant: Tenant | undefined;
  readonly members: Member[];
  readonly audit: NewAuditEntry[];
}

/** A store that lives as long as the process and rolls nothing back: for tests of single commands. */
export class MemoryPlatformStore implements PlatformStore {
  readonly events: DomainEvent[] = [];
  readonly #rows = new Map<string, TenantRows>();
  /** While set, every transaction of the tenants it names fails with it. */
  failure: { readonly tenants: readonly string[]; readonly error: Error } | undefined;

  read: PlatformStore['read'] = (tenantId, work) => work(this.#tx(tenantId));

  transaction: PlatformStore['transaction'] = async (tenantId, work) => {
    if (this.failure?.tenants.includes(tenantId)) throw this.failure.error;
    return work(this.#tx(tenantId));
  };

  async findMemberships() {
    return [];
  }

  async findTenantId(slug: string) {
    return [...this.#rows.values()].find(({ tenant }) => tenant?.slug === slug)?.tenant?.tenantId;
  }

  auditOf(tenantId: string): AuditEntry[] {
    return this.#of(tenantId).audit;
  }

  #of(tenantId: string): TenantRows {
    const rows = this.#rows.get(tenantId) ?? { tenant: undefined, members: [], audit: [] };
    this.#rows.set(tenantId, rows);
    return rows;
  }

  #tx(tenantId: string): PlatformTx {
    const rows = this.#of(tenantId);
    return {
      findTenant: async () => rows.tenant,
      findMember: async (subject) => rows.members.find((member) => member.subject === subject),
      listMembers: async ({ limit }) => rows.members.slice(0, limit),
      listAuditEntries: async ({ limit }) => rows.audit.slice(0, limit),
      insertTenant: async (tenant) => {
        if (await this.findTenantId(tenant.slug)) return false;
        rows.tenant = tenant;
        return true;
      },
      insertMember: async (member) => {
        if (rows.members.some(({ subject }) => subject === member.subject)) return false;
        rows.members.push(member);
        return true;
      },
      insertAuditEntries: async (entries) => void rows.audit.push(...entries),
      publish: async (event) => void this.events.push(event),
    };
  }
}
