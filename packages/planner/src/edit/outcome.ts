import type { Decision, Origin } from '../conversation.ts';
import type { PlanBuilder, PlanContext } from '../plan/builder.ts';
import type { FlowIR, FlowTrigger, Span } from '../plan/flow.ts';
import { planUtterance } from '../plan/plan.ts';
import { titleOf } from '../plan/title.ts';
import type { EventMatch } from '../trigger/events.ts';

/** A plan as a turn leaves it. */
export interface Outcome {
  readonly flow: FlowIR;
  readonly decisions: Readonly<Record<string, Decision>>;
  readonly origin: Origin | null;
  readonly assumptions: readonly string[];
  readonly unmatched: readonly Span[];
  readonly candidates: readonly EventMatch[];
  readonly timeAssumed: boolean;
}

/** Plans an utterance from nothing; a trigger that was given elsewhere takes the place of the words'. */
export function planAnew(context: PlanContext, given?: FlowTrigger): Outcome {
  const { builder, trigger, timeAssumed } = planUtterance(context, given);
  const flow = { trigger: trigger.trigger, steps: builder.steps };
  return {
    ...outcomeOf(builder, { ...flow, title: titleOf(flow, context.catalog) }),
    origin: { utterance: context.utterance, turn: context.turn },
    candidates: trigger.candidates,
    timeAssumed: timeAssumed && given === undefined,
  };
}

/** What a builder made of an existing plan. */
export function outcomeOf(builder: PlanBuilder, flow: FlowIR): Outcome {
  const ids = new Set(builder.steps.map((step) => step.id));
  const decisions = Object.fromEntries(Object.entries(builder.decisions).filter(([id]) => ids.has(id)));
  return {
    flow: { ...flow, steps: [...builder.steps] },
    decisions,
    origin: null,
    assumptions: builder.assumptions,
    unmatched: builder.unmatched,
    candidates: [],
    timeAssumed: false,
  };
}
