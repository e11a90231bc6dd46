import type { Subscription } from '@parley/contracts';
import type { PlatformDeps } from '../ports.ts';

/** Every event becomes a line of its tenant's audit log, once. */
export function platformSubscriptions(deps: PlatformDeps): Subscription[] {
  return [
    {
      consumer: 'platform.audit',
      types: ['*'],
      handle: ({ id, accountid, time, source, type, subject }) =>
        deps.store.transaction(accountid, (tx) =>
          tx.insertAuditEntries([
            { auditId: deps.newId(), eventId: id, at: time, actor: source, action: type, subject, outcome: 'allowed' },
          ]),
        ),
    },
  ];
}
