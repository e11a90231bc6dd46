import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { WorkflowDeps } from '../deps.ts';

/** Sets where notifications of a channel go. */
export function putNotificationChannel(deps: WorkflowDeps): Handler<WorkflowOperations['putNotificationChannel']> {
  return async (context, { params, body }) => {
    const channel = { channel: params.channel, webhookUrl: body.webhookUrl };
    await deps.store.transaction(context.tenantId, (tx) => tx.saveNotificationChannel(channel));
    return channel;
  };
}
