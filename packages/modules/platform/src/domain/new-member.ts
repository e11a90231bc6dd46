import type { Member, Tenant } from '@parley/contracts';
import { platformError } from '../errors.ts';

const SERVICE_PREFIX = 'service:';

/** Raises `reserved_subject` or `unknown_business_role` unless the member can be one of the tenant's. */
export function checkNewMember(member: Pick<Member, 'subject' | 'businessRoles'>, tenant: Tenant): void {
  if (member.subject.startsWith(SERVICE_PREFIX)) {
    throw platformError('reserved_subject', `A member cannot be called "${member.subject}"`);
  }
  const unknown = member.businessRoles.filter((role) => !tenant.businessRoles.includes(role));
  if (unknown.length === 0) return;
  throw platformError('unknown_business_role', `The tenant has no business role "${unknown.join('", "')}"`, {
    hint: `Use one of: ${tenant.businessRoles.join(', ')}.`,
    details: { unknown, known: tenant.businessRoles },
  });
}
