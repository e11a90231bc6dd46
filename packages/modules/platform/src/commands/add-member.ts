import type { Handler, Member, PlatformOperations } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import { checkNewMember } from '../domain/new-member.ts';
import { platformError } from '../errors.ts';
import type { PlatformDeps } from '../ports.ts';

/** Adds a person to the tenant. */
export function addMember(deps: PlatformDeps): Handler<PlatformOperations['addMember']> {
  return (context, { body }) =>
    deps.store.transaction(context.tenantId, async (tx) => {
      const tenant = await tx.findTenant();
      if (!tenant) throw commonError('not_found', 'The tenant does not exist any more');
      checkNewMember(body, tenant);
      const member: Member = { memberId: deps.newId(), ...body };
      if (await tx.insertMember(member)) return member;
      throw platformError('member_exists', `"${body.subject}" is a member already`);
    });
}
