import type { AgentOperations, Handlers, Subscription } from '@parley/contracts';
import { agentSubscriptions } from './events/subscriptions.ts';
import type { AgentDeps } from './ports.ts';
import { listAgents } from './queries/list-agents.ts';

export type { AgentDeps, AgentStore, AgentTx, ConversationMemory } from './ports.ts';

/** The agent service: turns what people say into drafts and questions. */
export function createAgentModule(deps: AgentDeps): {
  handlers: Handlers<AgentOperations>;
  subscriptions: Subscription[];
} {
  return { handlers: { listAgents: listAgents() }, subscriptions: agentSubscriptions(deps) };
}
