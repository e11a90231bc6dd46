import type { Handler, PlatformOperations } from '@parley/contracts';
import { readPage } from '../domain/page.ts';
import type { PlatformDeps } from '../ports.ts';

/** A page of the tenant's members, newest first. */
export function listMembers(deps: PlatformDeps): Handler<PlatformOperations['listMembers']> {
  return ({ tenantId }, { query }) =>
    readPage(
      query,
      (page) => deps.store.read(tenantId, (tx) => tx.listMembers(page)),
      (member) => member.memberId,
    );
}
