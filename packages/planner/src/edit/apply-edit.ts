import type { Clause } from '../clauses/clause.ts';
import { pathsOf } from '../compile/inputs.ts';
import type { PlannerState } from '../conversation.ts';
import type { PlanBuilder, PlanContext } from '../plan/builder.ts';
import { resolveCondition } from '../plan/conditions.ts';
import type { FlowIR, FlowStep } from '../plan/flow.ts';
import { rootOf } from '../plan/path.ts';
import { planSequence } from '../plan/sequence.ts';
import { withTrigger } from './answer.ts';
import type { Edit, Place } from './edit.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type Changes, rebuild } from './rebuild.ts';
import { blockFor, type SameBlock } from './same-condition.ts';

/** The plan with changes applied in order; undefined when one cannot be, and then none is. */
export function applyEdits(
  context: PlanContext,
  state: PlannerState,
  flow: FlowIR,
  edits: readonly Edit[],
): Outcome | undefined {
  let current: Outcome | undefined;
  for (const edit of edits) {
    const before = current?.flow ?? flow;
    const known: PlannerState = {
      ...state,
      decisions: current?.decisions ?? state.decisions,
      origin: current ? null : state.origin,
    };
    current = applyEdit(context, known, before, edit);
    if (!current) return undefined;
  }
  return current;
}

function applyEdit(context: PlanContext, state: PlannerState, flow: FlowIR, edit: Edit): Outcome | undefined {
  const again = (changes: Changes, base = flow): Outcome =>
    tidied(outcomeOf(rebuild(context, base, state.decisions, changes), base), flow);
  switch (edit.kind) {
    case 'rename':
      return { ...again({}), flow: { ...flow, title: edit.title } };
    case 'setTrigger':
      return withTrigger(context, state, flow, edit.trigger);
    case 'setArgument':
      return again({ step: (step) => (step.id === edit.step ? withArgument(step, edit.name, edit.value) : undefined) });
    case 'setCondition':
      return again({ step: (step) => (step.id === edit.step ? { ...step, cond: edit.cond } : undefined) });
    case 'remove':
      return again({ step: (step) => (step.id === edit.step ? null : undefined) });
    case 'replace':
      return again({
        before: (step, builder) => {
          if (step.id !== edit.step) return;
          // "use outlook instead" is about the same thing as before.
          const nouns = context.index.byId.get(step.op ?? '')?.nouns ?? [];
          builder.mentioned = nouns.length > 0 ? nouns : builder.mentioned;
          plan(builder, edit.clauses);
        },
        step: (step) => (step.id === edit.step ? null : undefined),
      });
    case 'move':
      return moved(again, flow, edit);
    case 'onlyIf':
      return onlyIf(context, state, flow, edit.clauses[0]);
    case 'add':
      return again(placed(flow, edit.place, edit.clauses, sameBlock(context, state, flow, edit)));
  }
}

function withArgument(step: FlowStep, name: string, value: FlowStep['args'][number]['value']): FlowStep {
  const arg = { name, from: null, value, ask: null };
  const known = step.args.some((each) => each.name === name);
  return { ...step, args: known ? step.args.map((each) => (each.name === name ? arg : each)) : [...step.args, arg] };
}

function plan(builder: PlanBuilder, clauses: readonly Clause[]): void {
  planSequence(builder, clauses, { after: [], consumed: new Map() });
}

/** Stands for the steps that come after those put before them. */
const LATER: Clause = {
  type: 'action',
  verb: [{ group: 'later', class: 'act', base: 'later' }],
  verbWord: '',
  object: [],
  actor: [],
  each: null,
  asksWhether: false,
  words: [],
};

/** Steps that come before others must keep them from being done when they find out that they may not be. */
function planBefore(builder: PlanBuilder, clauses: readonly Clause[]): void {
  planSequence(builder, clauses, { after: [LATER], consumed: new Map() });
}

function sameBlock(
  context: PlanContext,
  state: PlannerState,
  flow: FlowIR,
  { clauses, place }: Extract<Edit, { kind: 'add' }>,
): SameBlock | undefined {
  const [first] = clauses;
  return first?.type === 'if' && place.at === 'end' ? blockFor(context, state, flow, first) : undefined;
}

function placed(flow: FlowIR, place: Place, clauses: readonly Clause[], same?: SameBlock): Changes {
  switch (place.at) {
    case 'start':
      return { start: (block, _branch, builder) => void (block === null && planBefore(builder, clauses)) };
    case 'before':
      return { before: (step, builder) => void (step.id === place.step && planBefore(builder, clauses)) };
    case 'after':
      return { after: (step, builder) => void (step.id === place.step && plan(builder, clauses)) };
    case 'else':
      return inElse(flow, clauses);
    case 'end':
      return atEnd(flow, clauses, same);
  }
}

function inElse(flow: FlowIR, clauses: readonly Clause[]): Changes {
  const last = flow.steps.findLast((step) => step.kind === 'if');
  if (!last) return atEnd(flow, clauses);
  return {
    end: (block, branch, builder) => void (block?.id === last.id && branch === 'else' && plan(builder, clauses)),
  };
}

/** At the end means: in the condition that everything else depends on, or in the block that an "if" belongs to. */
function atEnd(flow: FlowIR, clauses: readonly Clause[], same?: SameBlock): Changes {
  const target = lastBlock(flow, null)?.id ?? null;
  const rest = same ? clauses.slice(1) : clauses;
  return {
    end: (block, branch, builder) => {
      if (same && block?.id === same.block && branch === same.branch) plan(builder, same.clauses);
      if ((block?.id ?? null) === target && branch === 'main') plan(builder, rest);
    },
  };
}

/** A block at the end of a block, unless it is one that stops the execution. */
function lastBlock(flow: FlowIR, parent: string | null): FlowStep | undefined {
  const last = flow.steps.findLast((step) => step.parent === parent && step.branch === 'main');
  if (last?.kind !== 'if') return undefined;
  const children = flow.steps.filter((step) => step.parent === last.id);
  if (children.some((step) => step.kind === 'end')) return undefined;
  return lastBlock(flow, last.id) ?? last;
}

function moved(
  again: (changes: Changes, base?: FlowIR) => Outcome,
  flow: FlowIR,
  edit: Extract<Edit, { kind: 'move' }>,
): Outcome | undefined {
  const beside = flow.steps.find((step) => step.id === edit.place.step);
  const own = flow.steps.find((step) => step.id === edit.step);
  if (!beside || !own || isInside(flow, beside, own.id)) return undefined;
  const rest = flow.steps.filter((step) => step.id !== own.id);
  const at = rest.findIndex((step) => step.id === beside.id) + (edit.place.at === 'after' ? 1 : 0);
  return again(
    {},
    {
      ...flow,
      steps: [...rest.slice(0, at), { ...own, parent: beside.parent, branch: beside.branch }, ...rest.slice(at)],
    },
  );
}

function isInside(flow: FlowIR, step: FlowStep, block: string): boolean {
  if (step.parent === null) return false;
  const parent = flow.steps.find((each) => each.id === step.parent);
  return step.parent === block || (parent !== undefined && isInside(flow, parent, block));
}

/** Puts everything under a condition. */
function onlyIf(
  context: PlanContext,
  state: PlannerState,
  flow: FlowIR,
  clause: Clause | undefined,
): Outcome | undefined {
  if (clause?.type !== 'if') return undefined;
  const builder = rebuild(context, flow, state.decisions, {
    start: (block, _branch, inner) => {
      if (block !== null) return;
      const { condition } = resolveCondition(inner, clause.condition, false);
      const cond = condition();
      inner.add(`if ${inner.span(clause.condition)?.text ?? ''}`, {
        kind: 'if',
        cond,
        words: inner.span(clause.words),
      });
    },
  });
  const added = builder.steps.find((step) => step.kind === 'if' && !flow.steps.some((each) => each.id === step.id));
  if (!added) return undefined;
  const at = builder.steps.indexOf(added);
  builder.steps.forEach((step, index) => {
    if (index > at && step.parent === null) builder.update(step.id, { parent: added.id });
  });
  return outcomeOf(builder, flow);
}

/** Drops what a change left without a purpose: empty blocks, look-ups nobody uses, conditions on results that are gone. */
function tidied(outcome: Outcome, before: FlowIR): Outcome {
  let { steps } = outcome.flow;
  for (let size = -1; size !== steps.length; ) {
    size = steps.length;
    const used = new Set(pathsOf({ ...outcome.flow, steps }).map(rootOf));
    const known = new Set([
      'trigger',
      'now',
      'error',
      ...steps.flatMap((step) => (step.item === null ? [step.id] : [step.id, step.item])),
    ]);
    const useless = steps.filter((step) => isUseless(step, steps, before, used, known)).map((step) => step.id);
    steps = steps.filter((step) => !useless.includes(step.id) && !isUnder(step, useless, steps));
  }
  return { ...outcome, flow: { ...outcome.flow, steps } };
}

function isUseless(
  step: FlowStep,
  steps: readonly FlowStep[],
  before: FlowIR,
  used: ReadonlySet<string>,
  known: ReadonlySet<string>,
): boolean {
  const blocks = /^(?:if|foreach|parallel|try)$/.test(step.kind);
  if (blocks && !steps.some((each) => each.parent === step.id)) return true;
  if (step.cond?.tests.some((test) => test.left !== null && !known.has(rootOf(test.left)))) return true;
  // A call that served another step's words only was a look-up for it.
  const served = before.steps.some(
    (each) =>
      each !== step &&
      each.kind !== 'if' &&
      each.words !== null &&
      each.words.text === step.words?.text &&
      each.words.start === step.words.start &&
      each.id !== step.id,
  );
  const wasUsed = pathsOf(before).some((path) => rootOf(path) === step.id);
  return step.kind === 'call' && served && wasUsed && !used.has(step.id);
}

function isUnder(step: FlowStep, blocks: readonly string[], steps: readonly FlowStep[]): boolean {
  if (step.parent === null) return false;
  const parent = steps.find((each) => each.id === step.parent);
  return blocks.includes(step.parent) || (parent !== undefined && isUnder(parent, blocks, steps));
}
