import { buildEvent, type Handler, TriggerReceived, type WorkflowOperations } from '@parley/contracts';
import { commonError, deriveId, serviceContext } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { webhookSecretName } from '../domain/connection-view.ts';

/**
 * Takes an event from a connected system. The signature tells who sent it; the message id makes a repeated delivery
 * one event. What it starts happens after the answer.
 */
export function receiveWebhook(deps: WorkflowDeps): Handler<WorkflowOperations['receiveWebhook']> {
  return async (_, { params, body, headers, rawBody }) => {
    const { connectionId } = params;
    const tenantId = await deps.store.tenantOfConnection(connectionId);
    const secret = tenantId && (await deps.vault.get(tenantId, webhookSecretName(connectionId)));
    // An unknown connection and a wrong signature look the same, so that ids cannot be probed.
    if (!tenantId || !secret) throw commonError('unauthenticated', 'The signature does not match');
    const { id } = deps.webhooks.verify(secret, headers ?? {}, rawBody ?? '');
    const context = serviceContext(tenantId, 'workflow', headers?.traceparent);
    await deps.store.transaction(tenantId, async (tx) => {
      const connection = await tx.findConnection(connectionId);
      const source = `/connections/${connection?.name ?? connectionId}`;
      const data = { eventId: id, type: body.type, source, data: body.data };
      const event = { id: await deriveId(connectionId, id), subject: id, data };
      await tx.publish(buildEvent(TriggerReceived, context, event, deps.clock.now()));
    });
    return { accepted: true };
  };
}
