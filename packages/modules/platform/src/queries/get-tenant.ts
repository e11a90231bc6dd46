import type { Handler, PlatformOperations } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import type { PlatformDeps } from '../ports.ts';

/** The caller's tenant. */
export function getTenant(deps: PlatformDeps): Handler<PlatformOperations['getTenant']> {
  return async ({ tenantId }) => {
    const tenant = await deps.store.read(tenantId, (tx) => tx.findTenant());
    if (!tenant) throw commonError('not_found', 'The tenant does not exist');
    return tenant;
  };
}
