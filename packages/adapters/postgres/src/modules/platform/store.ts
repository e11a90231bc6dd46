import type { AuditEntry, Member, Tenant } from '@parley/contracts';
import type { Membership, PlatformReads, PlatformStore, PlatformTx } from '@parley/module-platform';
import { type Migration, readMigrations } from '../../database/migrations.ts';
import type { ServiceDatabase } from '../../database/service-database.ts';
import type { Transaction } from '../../database/transaction.ts';
import { appendEvents } from '../../outbox/append.ts';

/** The platform service's tables. */
export function platformMigrations(): Promise<Migration[]> {
  return readMigrations(new URL('./migrations/', import.meta.url), 'platform/');
}

/** Tenants, members and the audit log in PostgreSQL. */
export function createPlatformStore(database: ServiceDatabase): PlatformStore {
  return {
    read: (tenantId, work) => database.read(tenantId, (tx) => work(reads(tx))),
    transaction: (tenantId, work) => database.tenant(tenantId, (tx) => work({ ...reads(tx), ...writes(tx) })),
    async findMemberships({ subject, tenantSlug }, limit) {
      const rows = await database.system((tx) =>
        tx.query<MembershipRow>(
          `select t.tenant_id, t.slug, t.status, m.roles, m.business_roles
             from members m join tenants t using (tenant_id)
            where m.subject = $1 and ($2::text is null or t.slug = $2) order by t.slug limit $3`,
          [subject, tenantSlug ?? null, limit],
        ),
      );
      return rows.map(toMembership);
    },
    async findTenantId(slug) {
      const row = await database.system((tx) =>
        tx.maybeOne<{ tenant_id: string }>('select tenant_id from tenants where slug = $1', [slug]),
      );
      return row?.tenant_id;
    },
  };
}

const TENANT = 'tenant_id, slug, name, status, time_zone, business_roles, created_at';
const MEMBER = 'member_id, subject, name, roles, business_roles';
const AUDIT_ENTRY = 'audit_id, at, actor, action, subject, outcome';

function reads(tx: Transaction): PlatformReads {
  return {
    async findTenant() {
      const row = await tx.maybeOne<TenantRow>(`select ${TENANT} from tenants where tenant_id = $1`, [tx.tenantId]);
      return row && toTenant(row);
    },
    async findMember(subject) {
      const row = await tx.maybeOne<MemberRow>(`select ${MEMBER} from members where tenant_id = $1 and subject = $2`, [
        tx.tenantId,
        subject,
      ]);
      return row && toMember(row);
    },
    async listMembers({ limit, before }) {
      const rows = await tx.query<MemberRow>(
        `select ${MEMBER} from members
          where tenant_id = $1 and ($2::uuid is null or member_id < $2::uuid) order by member_id desc limit $3`,
        [tx.tenantId, before ?? null, limit],
      );
      return rows.map(toMember);
    },
    async listAuditEntries({ limit, before }) {
      const rows = await tx.query<AuditRow>(
        `select ${AUDIT_ENTRY} from audit_entries
          where tenant_id = $1 and ($2::uuid is null or audit_id < $2::uuid) order by audit_id desc limit $3`,
        [tx.tenantId, before ?? null, limit],
      );
      return rows.map(toAuditEntry);
    },
  };
}

function writes(tx: Transaction): Omit<PlatformTx, keyof PlatformReads> {
  return {
    async insertTenant({ tenantId, slug, name, status, timeZone, businessRoles, createdAt }) {
      const changed = await tx.execute(
        `insert into tenants (${TENANT}) values ($1, $2, $3, $4, $5, $6, $7) on conflict (slug) do nothing`,
        [tenantId, slug, name, status, timeZone, businessRoles, createdAt],
      );
      return changed === 1;
    },
    async insertMember({ memberId, subject, name, roles, businessRoles }) {
      const changed = await tx.execute(
        `insert into members (tenant_id, ${MEMBER}) values ($1, $2, $3, $4, $5, $6)
          on conflict (tenant_id, subject) do nothing`,
        [tx.tenantId, memberId, subject, name, roles, businessRoles],
      );
      return changed === 1;
    },
    async insertAuditEntries(entries) {
      await tx.execute(
        `insert into audit_entries (tenant_id, ${AUDIT_ENTRY}, event_id)
         select $1::uuid, * from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
         on conflict do nothing`,
        [
          tx.tenantId,
          entries.map((entry) => entry.auditId),
          entries.map((entry) => entry.at),
          entries.map((entry) => entry.actor),
          entries.map((entry) => entry.action),
          entries.map((entry) => entry.subject),
          entries.map((entry) => entry.outcome),
          entries.map((entry) => entry.eventId ?? null),
        ],
      );
    },
    publish: (event) => appendEvents(tx, [event]),
  };
}

interface TenantRow {
  tenant_id: string;
  slug: string;
  name: string;
  status: Tenant['status'];
  time_zone: string;
  business_roles: string[];
  created_at: Date;
}

function toTenant(row: TenantRow): Tenant {
  return {
    tenantId: row.tenant_id,
    slug: row.slug,
    name: row.name,
    status: row.status,
    timeZone: row.time_zone,
    businessRoles: row.business_roles,
    createdAt: row.created_at.toISOString(),
  };
}

interface MemberRow {
  member_id: string;
  subject: string;
  name: string;
  roles: Member['roles'];
  business_roles: string[];
}

function toMember(row: MemberRow): Member {
  return {
    memberId: row.member_id,
    subject: row.subject,
    name: row.name,
    roles: row.roles,
    businessRoles: row.business_roles,
  };
}

interface AuditRow extends Omit<AuditEntry, 'auditId' | 'at'> {
  audit_id: string;
  at: Date;
}

function toAuditEntry({ audit_id, at, actor, action, subject, outcome }: AuditRow): AuditEntry {
  return { auditId: audit_id, at: at.toISOString(), actor, action, subject, outcome };
}

interface MembershipRow {
  tenant_id: string;
  slug: string;
  status: Tenant['status'];
  roles: Member['roles'];
  business_roles: string[];
}

function toMembership(row: MembershipRow): Membership {
  return {
    tenantId: row.tenant_id,
    tenantSlug: row.slug,
    tenantStatus: row.status,
    roles: row.roles,
    businessRoles: row.business_roles,
  };
}
