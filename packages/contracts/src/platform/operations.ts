import { ROLES } from '@parley/kernel';
import { z } from 'zod';
import { defineOperations } from '../operation.ts';
import { Id, PageQuery, pageOf, Time } from '../schemas.ts';

export const Tenant = z.object({
  tenantId: Id,
  slug: z.string(),
  name: z.string(),
  status: z.enum(['active', 'suspended']),
  timeZone: z.string().meta({ description: 'IANA time zone that schedules without one run in' }),
  businessRoles: z.array(z.string()).meta({ description: 'Roles that approvals can be addressed to' }),
  createdAt: Time,
});
export type Tenant = z.infer<typeof Tenant>;

export const Member = z.object({
  memberId: Id,
  subject: z.string(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)),
  businessRoles: z.array(z.string()),
});
export type Member = z.infer<typeof Member>;

export const AuditEntry = z.object({
  auditId: Id,
  at: Time,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  outcome: z.enum(['allowed', 'denied']),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const platformOperations = defineOperations({
  getTenant: {
    method: 'GET',
    path: '/v1/tenant',
    summary: 'The tenant of the caller',
    role: 'viewer',
    response: Tenant,
    status: 200,
  },
  getMe: {
    method: 'GET',
    path: '/v1/me',
    summary: 'The caller as a member of the tenant',
    role: 'viewer',
    response: Member,
    status: 200,
  },
  listMembers: {
    method: 'GET',
    path: '/v1/members',
    summary: 'Members of the tenant',
    role: 'viewer',
    query: PageQuery,
    response: pageOf(Member),
    status: 200,
  },
  addMember: {
    method: 'POST',
    path: '/v1/members',
    summary: 'Adds a person to the tenant',
    role: 'owner',
    body: z.object({
      subject: z.string().min(1).max(200),
      name: z.string().min(1).max(200),
      roles: z.array(z.enum(ROLES)).min(1),
      businessRoles: z.array(z.string().min(1).max(100)).max(50).default([]),
    }),
    response: Member,
    status: 201,
  },
  listAuditEntries: {
    method: 'GET',
    path: '/v1/audit-entries',
    summary: 'Who did what, newest first',
    role: 'owner',
    query: PageQuery,
    response: pageOf(AuditEntry),
    status: 200,
  },
});
export type PlatformOperations = typeof platformOperations;
