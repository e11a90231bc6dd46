import { type CatalogEffect, standardError } from '@parley/engine';
import type { NotificationSender, WorkflowStore } from '../ports.ts';

/**
 * `notify:1@default`: sends a message by one of the tenant's channels, the first by name unless the workflow names one.
 * A tenant without channels is told so in the result, because a missing chat webhook is no reason to stop its business.
 */
export function createNotify(store: WorkflowStore, sender: NotificationSender): CatalogEffect {
  return async (args, context) => {
    const { to, message } = args;
    if (typeof to !== 'string' || typeof message !== 'string') {
      throw standardError('validation', 'notify needs the texts "to" and "message"');
    }
    const channels = await store.read(context.tenantId, (tx) => tx.listNotificationChannels());
    const wanted = typeof args.channel === 'string' ? args.channel : undefined;
    const found = channels.find(({ channel }) => channel === wanted) ?? channels[0];
    if (!found) return { delivered: false, reason: 'the tenant has no notification channel' };
    const subject = typeof args.subject === 'string' ? args.subject : undefined;
    await sender.send(found.webhookUrl, { to, channel: found.channel, subject, message }, context);
    return { delivered: true, channel: found.channel };
  };
}
