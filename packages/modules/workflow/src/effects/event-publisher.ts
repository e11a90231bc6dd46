import { buildEvent, TriggerReceived } from '@parley/contracts';
import type { EventPublisher } from '@parley/engine';
import { type Clock, deriveId, type Json, serviceContext } from '@parley/kernel';
import type { WorkflowStore } from '../ports.ts';

/** Emitted events go the way of events from outside: they start workflows and reach listeners. */
export function createEventPublisher(store: WorkflowStore, clock: Clock): EventPublisher {
  return {
    async publish(event, context) {
      const { id: eventId, type, source, subject } = event;
      const data = {
        eventId,
        type,
        source,
        ...(subject !== undefined && { subject }),
        data: (event.data ?? null) as Json,
      };
      const draft = { id: await deriveId('emit', context.idempotencyKey), subject: eventId, data };
      const domainEvent = buildEvent(TriggerReceived, serviceContext(context.tenantId, 'workflow'), draft, clock.now());
      await store.transaction(context.tenantId, (tx) => tx.publish(domainEvent));
    },
  };
}
