import { z } from 'zod';
import { defineOperations } from '../operation.ts';
import { PageQuery, pageOf } from '../schemas.ts';

export const Agent = z.object({
  agentId: z.string(),
  name: z.string(),
  summary: z.string(),
  model: z.string().meta({ description: 'What writes the plan; `builtin` needs no model' }),
});

export const agentOperations = defineOperations({
  listAgents: {
    method: 'GET',
    path: '/v1/agents',
    summary: 'The agents that answer in conversations',
    role: 'viewer',
    query: PageQuery,
    response: pageOf(Agent),
    status: 200,
  },
});
export type AgentOperations = typeof agentOperations;
