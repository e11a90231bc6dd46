import type { Catalog, Workflow } from '@parley/dsl';
import { validateWorkflow } from '@parley/dsl';
import type { PlannerState, PlannerTurn, TenantFacts } from '../conversation.ts';
import { createPlanner } from '../planner.ts';
import { restaurant, TENANT } from './restaurant.ts';

const planner = createPlanner();

/** Holds a conversation and returns its last turn; the state goes through JSON between turns, as a store would do it. */
export function talk(
  utterances: string | readonly string[],
  catalog: Catalog = restaurant(),
  tenant: TenantFacts = TENANT,
): PlannerTurn {
  let state: PlannerState | undefined;
  let turn: PlannerTurn | undefined;
  for (const utterance of [utterances].flat()) {
    turn = planner.respond({ ...(state ? { state } : {}), utterance, catalog, tenant });
    state = JSON.parse(JSON.stringify(turn.state)) as PlannerState;
  }
  return turn!;
}

/** The definition that a conversation ends with, checked; fails the test when there is none. */
export function definitionOf(turn: PlannerTurn): Workflow {
  if (!turn.definition)
    throw new Error(
      `no definition; asked: ${JSON.stringify(turn.questions.map((question) => question.text))}; said: ${turn.reply}`,
    );
  const { diagnostics } = validateWorkflow(turn.definition);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => `${error.pointer}: ${error.message}`).join('\n'));
  return turn.definition;
}
