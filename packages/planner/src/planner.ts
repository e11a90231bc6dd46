import type { Planner } from './conversation.ts';

export interface PlannerOptions {
  /** Score from 0 to 1 under which no operation is taken for a step; 0.3 unless given. */
  readonly threshold?: number;
}

/** The built-in planner: deterministic, without model or network. */
export function createPlanner(_options: PlannerOptions = {}): Planner {
  return {
    respond: ({ state }) => ({
      state: state ?? {
        version: 1,
        turn: 0,
        flow: null,
        decisions: {},
        open: [],
        assumptions: [],
        unmatched: [],
        undo: [],
      },
      intent: 'other',
      reply: '',
      questions: [],
      explanation: [],
      assumptions: [],
      unmatched: [],
    }),
  };
}
