import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { WorkflowDeps } from '../deps.ts';

/** The tenant's notification channels by name. */
export function listNotificationChannels(deps: WorkflowDeps): Handler<WorkflowOperations['listNotificationChannels']> {
  return async (context) => ({
    items: await deps.store.read(context.tenantId, (tx) => tx.listNotificationChannels()),
  });
}
