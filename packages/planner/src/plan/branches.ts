import type { Clause, IfClause } from '../clauses/clause.ts';
import { AVAILABLE, UNAVAILABLE } from '../lexicon/function-words.ts';
import { capitalised } from '../slots/texts.ts';
import { planOne } from './action.ts';
import type { MadeCheck, PlanBuilder } from './builder.ts';
import { resolveCondition } from './conditions.ts';
import type { FlowCondition, FlowTest } from './flow.ts';
import { failing, passing, planGuard, whyFailed } from './guards.ts';
import { planInLoop } from './loops.ts';
import { type Outlook, turnsDown, type Walk } from './outlook.ts';
import { runtimeFunctions } from './runtime-functions.ts';
import { checksNamed, type Situation, situationOf } from './situations.ts';
import { planTry } from './tries.ts';

/** Plans an "if"; true when it has planned the rest of the list too. */
export function planIf(
  builder: PlanBuilder,
  clause: IfClause,
  rest: readonly Clause[],
  outlook: Outlook,
  walk: Walk,
): boolean {
  const situation = situationOf(builder, clause);
  switch (situation.kind) {
    case 'approval':
      planBranches(
        builder,
        clause,
        decided(builder, situation.approved),
        decidedText(builder, situation.approved),
        rest,
        walk,
      );
      return false;
    case 'failure':
      if (
        planTry(builder, situation.words, clause.words, () =>
          because(builder, conditionText(builder, clause), () => walk(clause.then)),
        )
      ) {
        walk(clause.otherwise);
        return false;
      }
      break;
    case 'checks':
      return planChecked(builder, clause, situation, rest, outlook, walk);
    case 'test':
      break;
  }
  planTested(builder, clause, rest, walk);
  return false;
}

function planTested(builder: PlanBuilder, clause: IfClause, rest: readonly Clause[], walk: Walk): void {
  const { condition, loop } = resolveCondition(builder, clause.condition, clause.negate);
  const plan = (): void => planBranches(builder, clause, condition(), conditionText(builder, clause), rest, walk);
  if (loop) planInLoop(builder, loop, builder.span(clause.words), plan);
  else plan();
}

function planBranches(
  builder: PlanBuilder,
  clause: IfClause,
  cond: FlowCondition,
  why: string,
  rest: readonly Clause[],
  walk: Walk,
): void {
  const name = ARTICLES.reduce(
    (text, word) => text.replaceAll(word, ' '),
    ` ${builder.span(clause.condition)?.text ?? why} `,
  );
  const id = builder.add(`if ${name}`, { kind: 'if', cond, words: builder.span(clause.words) });
  builder.within(id, 'main', () => {
    because(builder, why, () => walk(clause.then));
    if (endsHere(builder, clause, rest)) builder.add('stop', { kind: 'end' });
  });
  if (clause.otherwise.length > 0) builder.within(id, 'else', () => walk(clause.otherwise));
}

const ARTICLES = [' the ', ' a ', ' an ', ' is ', ' are ', ' was '];

/** "If it is too large, reject it. Then confirm ..." means that a rejected one is not confirmed. */
function endsHere(builder: PlanBuilder, clause: IfClause, rest: readonly Clause[]): boolean {
  return !builder.insideLoop && clause.otherwise.length === 0 && rest.length > 0 && turnsDown(clause.then);
}

function because(builder: PlanBuilder, why: string, plan: () => void): void {
  const before = builder.because;
  builder.because = why;
  plan();
  builder.because = before;
}

/** Why a branch is taken; what narrows the trigger is no reason beside the event itself. */
function conditionText(builder: PlanBuilder, clause: IfClause): string {
  const event = builder.context.catalog.events.find((each) => each.type === builder.eventType);
  if (event && clause.condition === builder.triggerCondition)
    return capitalised(event.summary || builder.span(clause.condition)?.text || '');
  return capitalised(builder.span(clause.condition)?.text ?? '');
}

function planChecked(
  builder: PlanBuilder,
  clause: IfClause,
  situation: Extract<Situation, { kind: 'checks' }>,
  rest: readonly Clause[],
  outlook: Outlook,
  walk: Walk,
): boolean {
  const checks = namedChecks(builder, situation);
  if (checks.length === 0) {
    planTested(builder, clause, rest, walk);
    return false;
  }
  for (const check of checks) check.used = true;
  const [fail, pass] = situation.passed ? [clause.otherwise, clause.then] : [clause.then, clause.otherwise];
  const alone = rest.length === 0 && outlook.after.length === 0 && !builder.insideLoop;
  if (alone && fail.length > 0 && pass.length > 0) {
    planGuard(builder, checks, { fail, said: true }, pass, walk);
    return true;
  }
  const cond = situation.passed ? passing(checks) : failing(checks);
  const why = situation.passed ? conditionText(builder, clause) : checks.map(whyFailed).join('; ');
  planBranches(builder, clause, cond, why, rest, walk);
  return false;
}

/** The checks an "if" is about; for words that name something no step has checked yet, the check is added. */
function namedChecks(builder: PlanBuilder, situation: Extract<Situation, { kind: 'checks' }>): MadeCheck[] {
  if (situation.generic) return checksNamed(builder, [], true);
  const found = situation.spoken.tests.flatMap((test) => {
    const named = checksNamed(builder, test.words, test.words.length === 0);
    return named.length > 0 ? named : addCheck(builder, test.tokens);
  });
  return [...new Set(found)];
}

function addCheck(builder: PlanBuilder, tokens: IfClause['condition']): MadeCheck[] {
  const before = builder.checks.length;
  const verb = builder.context.index.verbs.get('check')?.senses ?? [];
  const object = tokens.filter((token) => !AVAILABLE.has(token.lower) && !UNAVAILABLE.has(token.lower));
  planOne(
    builder,
    { type: 'action', verb, verbWord: 'check', object, actor: [], each: null, asksWhether: true, words: tokens },
    'check',
  );
  return builder.checks.slice(before);
}

/** The test of the last approval; one that may have been skipped counts as given. */
function decided(builder: PlanBuilder, approved: boolean): FlowCondition {
  const id = builder.approvals.at(-1) ?? '';
  const test = runtimeFunctions(builder.context.catalog).approve.approved(
    id,
    approved ? 'it is approved' : 'it is rejected',
  );
  if (!builder.isCertain(id)) return { join: 'and', negate: false, tests: [skippable(test, approved)] };
  return { join: 'and', negate: !approved, tests: [test] };
}

function skippable(test: FlowTest, approved: boolean): FlowTest {
  const rejected = test.compare === 'true' ? false : 'rejected';
  return { ...test, compare: approved ? 'ne' : 'eq', right: rejected };
}

function decidedText(builder: PlanBuilder, approved: boolean): string {
  const step = builder.stepOf(builder.approvals.at(-1) ?? '');
  const role = step?.args.find((arg) => arg.name === runtimeFunctions(builder.context.catalog).approve.role)?.value;
  return `The ${typeof role === 'string' ? role : 'approver'} ${approved ? 'approved' : 'rejected'} it`;
}
