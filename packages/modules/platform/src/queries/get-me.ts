import type { Handler, PlatformOperations } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import type { PlatformDeps } from '../ports.ts';

/** The caller as a member of the tenant. */
export function getMe(deps: PlatformDeps): Handler<PlatformOperations['getMe']> {
  return async ({ tenantId, actor }) => {
    const member = await deps.store.read(tenantId, (tx) => tx.findMember(actor));
    if (!member) throw commonError('not_found', `"${actor}" is not a member of this tenant`);
    return member;
  };
}
