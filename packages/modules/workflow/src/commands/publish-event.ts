import { buildEvent, type Handler, TriggerReceived, type WorkflowOperations } from '@parley/contracts';
import { deriveId } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';

/** Publishes an event of the tenant. The same source and id are one event, however often they are sent. */
export function publishEvent(deps: WorkflowDeps): Handler<WorkflowOperations['publishEvent']> {
  return async (context, { body }) => {
    const eventId = body.id ?? deps.newId();
    const id = await deriveId(context.tenantId, body.source, eventId);
    const { type, source, subject, data } = body;
    const event = { eventId, type, source, data, ...(subject !== undefined && { subject }) };
    await deps.store.transaction(context.tenantId, (tx) =>
      tx.publish(buildEvent(TriggerReceived, context, { id, subject: eventId, data: event }, deps.clock.now())),
    );
    return { eventId };
  };
}
