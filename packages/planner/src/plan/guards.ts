import type { Clause } from '../clauses/clause.ts';
import { failureText } from '../slots/texts.ts';
import type { MadeCheck, PlanBuilder } from './builder.ts';
import type { FlowCondition } from './flow.ts';
import { changesSomething, type Outlook, type Walk } from './outlook.ts';
import { checksNamed, situationOf } from './situations.ts';

/** What happens when a check fails; no `clause` when nothing was said about it. */
export interface Handler {
  readonly fail: readonly Clause[];
  readonly said: boolean;
}

/** Marks a guard whose failing branch nobody spoke of, so that it is asked about. */
export const UNSAID = 'what happens when it fails was not said';

/** Finds what was said about the failure of checks; undefined when a condition of its own deals with them, or nothing depends on them. */
export function findHandler(
  builder: PlanBuilder,
  made: readonly MadeCheck[],
  rest: readonly Clause[],
  outlook: Outlook,
): Handler | undefined {
  const following = [...rest, ...outlook.after];
  for (const [at, clause] of following.entries()) {
    const found = handlerIn(builder, made, clause, at === 0);
    if (found === 'own') return undefined;
    if (found === 'none') continue;
    outlook.consumed.set(clause, found.instead);
    return { fail: found.fail, said: true };
  }
  return changesSomething(following) ? { fail: [], said: false } : undefined;
}

/** What a clause says about failing checks, with what is left of it; `own` when it is a condition about just these. */
function handlerIn(
  builder: PlanBuilder,
  made: readonly MadeCheck[],
  clause: Clause,
  next: boolean,
): { readonly fail: readonly Clause[]; readonly instead: readonly Clause[] } | 'own' | 'none' {
  if (clause.type === 'otherwise') return { fail: clause.body, instead: [] };
  if (clause.type !== 'if') return 'none';
  const situation = situationOf(builder, clause);
  if (situation.kind !== 'checks') return situation.kind === 'test' && next ? 'own' : 'none';
  if (situation.generic) {
    const [fail, instead] = situation.passed ? [clause.otherwise, clause.then] : [clause.then, clause.otherwise];
    return { fail, instead };
  }
  const words = situation.spoken.tests.flatMap((test) => test.words);
  return checksNamed(builder, words, false).some((check) => made.includes(check)) ? 'own' : 'none';
}

/** Why a check failed, in words. */
export function whyFailed(check: MadeCheck): string {
  return failureText(check.label, check.source);
}

/**
 * Adds what happens when checks fail, and plans the rest. At the top a failing check ends the execution, so the rest
 * stays flat; inside a loop only this item must be left, so the rest goes into the passing branch.
 */
export function planGuard(
  builder: PlanBuilder,
  made: readonly MadeCheck[],
  handler: Handler,
  rest: readonly Clause[],
  walk: Walk,
): void {
  for (const check of made) check.used = true;
  if (builder.insideLoop) {
    planNested(builder, made, handler, rest, walk);
    return;
  }
  for (const check of made) {
    const id = builder.add(
      `${check.label} fails`,
      {
        kind: 'if',
        cond: failing([check]),
        note: handler.said ? null : UNSAID,
        words: builder.stepOf(check.step)?.words ?? null,
      },
      { score: 1, reasons: [`${check.step} tells whether to go on`], alternatives: [] },
    );
    builder.within(id, 'main', () => {
      builder.because = whyFailed(check);
      walk(handler.fail, []);
      builder.because = '';
      builder.add('stop', { kind: 'end', words: null });
    });
  }
  walk(rest, []);
}

function planNested(
  builder: PlanBuilder,
  made: readonly MadeCheck[],
  handler: Handler,
  rest: readonly Clause[],
  walk: Walk,
): void {
  const label = made.map((check) => check.label).join(' and ');
  const id = builder.add(`${label} passes`, {
    kind: 'if',
    cond: passing(made),
    note: handler.said ? null : UNSAID,
    words: builder.stepOf(made[0]?.step ?? '')?.words ?? null,
  });
  builder.within(id, 'main', () => walk(rest, []));
  if (handler.fail.length === 0) return;
  builder.within(id, 'else', () => {
    const before = builder.because;
    builder.because = made.map(whyFailed).join('; ');
    walk(handler.fail, []);
    builder.because = before;
  });
}

/** Holds when all checks pass. */
export function passing(checks: readonly MadeCheck[]): FlowCondition {
  return { join: 'and', negate: false, tests: checks.map((check) => check.test) };
}

/** Holds when any check fails. */
export function failing(checks: readonly MadeCheck[]): FlowCondition {
  return { join: 'and', negate: true, tests: checks.map((check) => check.test) };
}
