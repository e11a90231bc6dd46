import type { AgentOperations, Handler } from '@parley/contracts';

const BUILTIN = {
  agentId: 'builtin',
  name: 'Built-in planner',
  summary: 'Writes workflows from plain English without a model; explains every choice.',
  model: 'builtin',
};

/** The agents that answer in conversations. */
export function listAgents(): Handler<AgentOperations['listAgents']> {
  return async () => ({ items: [BUILTIN] });
}
