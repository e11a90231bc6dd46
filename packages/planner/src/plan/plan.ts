import { readClauses } from '../clauses/tree.ts';
import { MAX_UTTERANCE, type Token, tokenise } from '../normalise/tokens.ts';
import { type FoundSchedule, findSchedule } from '../trigger/schedule.ts';
import { type PlannedTrigger, planTrigger } from '../trigger/trigger.ts';
import { PlanBuilder, type PlanContext } from './builder.ts';
import type { FlowTrigger } from './flow.ts';
import { planSequence } from './sequence.ts';

export interface Planned {
  readonly builder: PlanBuilder;
  readonly trigger: PlannedTrigger;
  /** True when the words name days but no time of day. */
  readonly timeAssumed: boolean;
}

/** Plans a whole utterance: what starts it, unless that is given, and the steps. */
export function planUtterance(context: PlanContext, given?: FlowTrigger): Planned {
  const builder = new PlanBuilder(context);
  const tokens = tokenise(context.utterance);
  const schedule = findSchedule(tokens);
  const rest = schedule ? without(tokens, schedule) : tokens;
  const tree = readClauses(rest, context.index.verbs);
  const trigger = planTrigger(builder, tree, schedule, tokens, given);
  planSequence(builder, trigger.clauses, { after: [], consumed: new Map() });
  if (context.utterance.length > MAX_UTTERANCE) {
    builder.unmatched.push({ turn: context.turn, start: MAX_UTTERANCE, end: context.utterance.length, text: '' });
  }
  return { builder, trigger, timeAssumed: schedule?.timeGiven === false };
}

/** The tokens around a schedule, which would only confuse what they stand in. */
function without(tokens: readonly Token[], { from, end }: FoundSchedule): readonly Token[] {
  const before = tokens.slice(0, from);
  const after = tokens.slice(end);
  const lead = before.at(-1);
  // "Run every Friday: ..." leaves "Run"; a comma after the schedule goes with it.
  const trimmed = after[0]?.kind === 'comma' || after[0]?.kind === 'colon' ? after.slice(1) : after;
  return lead && before.length === 1 && /^(?:run|start|do)$/.test(lead.lower) ? trimmed : [...before, ...trimmed];
}
