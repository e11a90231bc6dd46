import { MessageReceived, onEvent, type Subscription } from '@parley/contracts';
import { ParleyError } from '@parley/kernel';
import { answerMessage, type Received } from '../commands/answer-message.ts';
import { apologise } from '../commands/apologise.ts';
import type { AgentDeps } from '../ports.ts';

/** The agent works when somebody says something. */
export function agentSubscriptions(deps: AgentDeps): Subscription[] {
  return [
    onEvent('agent.messages', MessageReceived, async (event) => {
      const received: Received = {
        eventId: event.id,
        tenantId: event.accountid,
        traceparent: event.traceparent,
        message: event.data,
      };
      try {
        await answerMessage(deps, received);
      } catch (error) {
        // Everything else is tried again by the bus and ends among the dead letters.
        if (!(error instanceof ParleyError) || error.retryable) throw error;
        deps.logger.warn({ code: error.code, conversationId: event.data.conversationId }, 'message not answerable');
        await apologise(deps, received, error);
      }
    }),
  ];
}
