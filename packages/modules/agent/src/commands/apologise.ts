import { AgentResponse, buildEvent } from '@parley/contracts';
import { deriveId, type ParleyError, serviceContext } from '@parley/kernel';
import type { AgentDeps } from '../ports.ts';
import type { Received } from './answer-message.ts';

/**
 * Tells the person that a message cannot be answered, when trying again would not help. Silence would look like a
 * conversation that hangs.
 */
export async function apologise(deps: AgentDeps, received: Received, error: ParleyError): Promise<void> {
  const context = serviceContext(received.tenantId, 'agent', received.traceparent);
  const { conversationId, messageId } = received.message;
  const text = `I could not work on that: ${error.message}${error.hint ? ` ${error.hint}` : ''}`;
  const data = { conversationId, inReplyTo: messageId, text, questions: [], detail: { code: error.code } };
  const id = await deriveId(received.eventId, AgentResponse.type);
  await deps.store.transaction(received.tenantId, (tx) =>
    tx.publish(buildEvent(AgentResponse, context, { id, subject: conversationId, data }, deps.clock.now())),
  );
}
