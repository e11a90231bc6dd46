import { compileFlow } from './compile/compile.ts';
import type {
  Intent,
  Planner,
  PlannerInput,
  PlannerState,
  PlannerTurn,
  StepExplanation,
  UndoPoint,
} from './conversation.ts';
import { applyAnswer } from './edit/answer.ts';
import { applyEdits } from './edit/apply-edit.ts';
import { type Answer, matchAnswer } from './edit/match-answer.ts';
import { type Outcome, planAnew } from './edit/outcome.ts';
import { readEdits } from './edit/read-edit.ts';
import { questionsOf } from './explain/questions.ts';
import { abilitiesText, answerText, changeText, planText } from './explain/reply.ts';
import { readIntent } from './intent/intent.ts';
import { MAX_UTTERANCE } from './normalise/tokens.ts';
import type { PlanContext } from './plan/builder.ts';
import type { FlowIR } from './plan/flow.ts';
import { indexOf } from './search/index-of.ts';

export interface PlannerOptions {
  /** Score from 0 to 1 under which no operation is taken for a step; 0.6 unless given. */
  readonly threshold?: number;
}

const THRESHOLD = 0.6;
const MAX_UNDO = 20;
const NEW_STATE: PlannerState = {
  version: 1,
  turn: 0,
  flow: null,
  decisions: {},
  origin: null,
  open: [],
  assumptions: [],
  unmatched: [],
  undo: [],
};

/** The built-in planner: deterministic, without model or network. */
export function createPlanner(options: PlannerOptions = {}): Planner {
  const threshold = options.threshold ?? THRESHOLD;
  return { respond: (input) => respond(input, threshold) };
}

function respond({ state, utterance, catalog, tenant }: PlannerInput, threshold: number): PlannerTurn {
  const before = state ?? NEW_STATE;
  const context: PlanContext = { index: indexOf(catalog), catalog, tenant, utterance, turn: before.turn, threshold };
  const { intent, action } = readIntent(utterance, before);
  switch (intent) {
    case 'undo':
      return undo(context, before);
    case 'run':
      return runTurn(before, action ?? 'start');
    case 'question':
      return talk(before, 'question', answerText(context, before));
    case 'other':
      return talk(
        before,
        'other',
        before.flow ? 'You can change the workflow, rehearse it or approve it.' : abilitiesText(context),
      );
    default:
      return planTurn(context, before, intent);
  }
}

/** An answer to an open question comes first, unless it only could be one and reads like something else. */
function planTurn(context: PlanContext, before: PlannerState, intent: Intent): PlannerTurn {
  const answer = matchAnswer(before.open, context.utterance);
  if (answer?.chosen) return answered(context, before, answer) ?? misunderstood(context, before);
  if (intent === 'create') return create(context, before, answer);
  const asked = answer?.question.blocking === true ? answered(context, before, answer) : undefined;
  return (
    asked ?? edit(context, before) ?? (answer && answered(context, before, answer)) ?? misunderstood(context, before)
  );
}

function create(context: PlanContext, before: PlannerState, answer: Answer | undefined): PlannerTurn {
  const freely = before.flow && answer && answered(context, before, answer);
  if (freely) return freely;
  const outcome = planAnew(context);
  if (outcome.flow.steps.every((step) => step.kind === 'person' || step.kind === 'end'))
    return nothingFits(context, before, outcome);
  const replaced = before.flow ? ' It takes the place of the one before; say "undo" to go back.' : '';
  return changed(context, before, outcome, 'create', `${planText(outcome.flow, context.catalog)}${replaced}`);
}

/** Where no operation fits at all: with a clear start it is a workflow of people, otherwise it is nothing we can do. */
function nothingFits(context: PlanContext, before: PlannerState, outcome: Outcome): PlannerTurn {
  const started = outcome.flow.trigger.kind !== 'manual' && outcome.flow.trigger.kind !== 'unknown';
  if (started && outcome.flow.steps.length > 0)
    return changed(context, before, outcome, 'create', planText(outcome.flow, context.catalog));
  const turn = talk(before, 'other', `I found nothing in your systems for that. ${abilitiesText(context)}`);
  return { ...turn, unmatched: outcome.unmatched };
}

function answered(context: PlanContext, before: PlannerState, { question, value }: Answer): PlannerTurn | undefined {
  const outcome = before.flow ? applyAnswer(context, before, before.flow, question, value) : undefined;
  return outcome && changed(context, before, outcome, 'answer', planText(outcome.flow, context.catalog));
}

function edit(context: PlanContext, before: PlannerState): PlannerTurn | undefined {
  const { flow } = before;
  const edits = flow ? readEdits(context, flow) : undefined;
  const outcome = flow && edits ? applyEdits(context, before, flow, edits) : undefined;
  if (!flow || !outcome) return undefined;
  // Words that nothing fits are better asked about than put into the plan as they are.
  const added = outcome.flow.steps.filter((step) => !flow.steps.some((old) => old.id === step.id));
  if (added.length > 0 && added.every((step) => step.kind === 'person') && edits?.every((each) => each.kind === 'add'))
    return undefined;
  return changed(
    context,
    before,
    outcome,
    'edit',
    `${changeText(flow, outcome.flow)} ${planText(outcome.flow, context.catalog)}`,
  );
}

function misunderstood(context: PlanContext, before: PlannerState): PlannerTurn {
  const hint =
    before.open.length > 0 ? 'Please pick one of the choices, or say it in other words.' : abilitiesText(context);
  return { ...talk(before, 'other', `I could not make anything of that. ${hint}`), questions: before.open };
}

function undo(context: PlanContext, before: PlannerState): PlannerTurn {
  const last = before.undo.at(-1);
  if (!last) return talk(before, 'edit', 'There is nothing to undo.');
  const state: PlannerState = { ...before, ...last, turn: before.turn + 1, open: [], undo: before.undo.slice(0, -1) };
  if (!state.flow) return { ...talk(state, 'edit', 'Undone; there is no workflow now.'), state };
  const asking = { context, flow: state.flow, decisions: state.decisions, candidates: [], timeAssumed: false };
  const open = questionsOf(asking);
  return turnOf(context, { ...state, open }, state.flow, 'edit', `Undone. ${planText(state.flow, context.catalog)}`, 1);
}

function runTurn(before: PlannerState, action: NonNullable<PlannerTurn['action']>): PlannerTurn {
  if (!before.flow)
    return talk(before, 'other', 'There is no workflow yet. Tell me what starts it and what should happen.');
  const blocking = before.open.filter((question) => question.blocking);
  if (blocking.length > 0)
    return { ...talk(before, 'run', 'A question has to be answered first.'), questions: before.open };
  return { ...talk(before, 'run', ''), action };
}

/** A turn that changes nothing. */
function talk(before: PlannerState, intent: Intent, reply: string): PlannerTurn {
  const state: PlannerState = { ...before, turn: before.turn + 1 };
  const { flow } = before;
  return {
    state,
    intent,
    reply,
    ...(flow ? { plan: flow } : {}),
    questions: intent === 'question' ? before.open : [],
    explanation: flow ? explain(flow, state) : [],
    assumptions: before.assumptions,
    unmatched: before.unmatched,
  };
}

function changed(
  context: PlanContext,
  before: PlannerState,
  outcome: Outcome,
  intent: Intent,
  reply: string,
): PlannerTurn {
  const { flow, decisions, origin } = outcome;
  const open = questionsOf({
    context,
    flow,
    decisions,
    candidates: outcome.candidates,
    timeAssumed: outcome.timeAssumed,
  });
  // What nothing was found for stays said until it is solved.
  const unmatched = outcome.unmatched.filter(
    (span) =>
      flow.steps.some((step) => step.kind === 'person' && step.words?.text === span.text && step.args.length === 0) ||
      !flow.steps.some((step) => step.words?.text === span.text),
  );
  const state: PlannerState = {
    version: 1,
    turn: before.turn + 1,
    flow,
    decisions,
    origin,
    open,
    assumptions: outcome.origin ? outcome.assumptions : standing(before, outcome),
    unmatched,
    undo: [...before.undo, pointOf(before)].slice(-MAX_UNDO),
  };
  const cut = context.utterance.length > MAX_UTTERANCE ? ` I read only the first ${MAX_UTTERANCE} characters.` : '';
  return turnOf(context, state, flow, intent, `${reply}${cut}`, confidenceOf(flow, state));
}

function pointOf({ flow, decisions, origin, assumptions }: PlannerState): UndoPoint {
  return { flow, decisions, origin, assumptions };
}

/** What was assumed before still holds unless it is about a step that is gone. */
function standing(before: PlannerState, outcome: Outcome): string[] {
  const kept = new Set(outcome.flow.steps.map((step) => step.id));
  const gone = (before.flow?.steps ?? []).map((step) => step.id).filter((id) => !kept.has(id));
  const earlier = before.assumptions.filter((sentence) => !gone.some((id) => sentence.split(/[ ;,.]/).includes(id)));
  return [...new Set([...earlier, ...outcome.assumptions])];
}

function turnOf(
  context: PlanContext,
  state: PlannerState,
  flow: FlowIR,
  intent: Intent,
  reply: string,
  confidence: number,
): PlannerTurn {
  const definition = state.open.some((question) => question.blocking) ? undefined : compileFlow(flow, context.catalog);
  return {
    state,
    intent,
    reply,
    plan: flow,
    ...(definition ? { definition } : {}),
    questions: state.open,
    explanation: explain(flow, state),
    assumptions: state.assumptions,
    unmatched: state.unmatched,
    confidence,
  };
}

/** How sure the plan is: its weakest operation, less for every part of the words that nothing stands for. */
function confidenceOf(flow: FlowIR, state: PlannerState): number {
  const calls = flow.steps
    .filter((step) => step.kind === 'call' || step.kind === 'person')
    .map((step) => state.decisions[step.id]?.score ?? 1);
  const weakest = Math.min(1, ...calls);
  const blocking = state.open.filter((question) => question.blocking).length;
  return Math.max(0, Math.round((weakest - 0.15 * state.unmatched.length - 0.1 * blocking) * 100) / 100);
}

function explain(flow: FlowIR, state: PlannerState): StepExplanation[] {
  return flow.steps.map((step) => {
    const decision = state.decisions[step.id] ?? { score: 1, reasons: [], alternatives: [] };
    return { stepId: step.id, words: step.words, operation: step.op, ...decision };
  });
}
