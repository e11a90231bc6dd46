import type { Handler, PlatformOperations } from '@parley/contracts';
import { readPage } from '../domain/page.ts';
import type { PlatformDeps } from '../ports.ts';

/** A page of the audit log, newest first. */
export function listAuditEntries(deps: PlatformDeps): Handler<PlatformOperations['listAuditEntries']> {
  return ({ tenantId }, { query }) =>
    readPage(
      query,
      (page) => deps.store.read(tenantId, (tx) => tx.listAuditEntries(page)),
      (entry) => entry.auditId,
    );
}
