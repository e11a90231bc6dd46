import type { Clause, OtherwiseClause } from '../clauses/clause.ts';
import { planAction } from './action.ts';
import { planApproval } from './approval-step.ts';
import { planIf } from './branches.ts';
import type { PlanBuilder } from './builder.ts';
import { findHandler, planGuard } from './guards.ts';
import type { Outlook, Walk } from './outlook.ts';
import { planOver } from './over.ts';
import { planRetry, planTry } from './tries.ts';
import { planWait } from './waits.ts';

/** Plans clauses in order into the current block. */
export function planSequence(builder: PlanBuilder, clauses: readonly Clause[], outlook: Outlook): void {
  for (const [at, clause] of clauses.entries()) {
    const instead = outlook.consumed.get(clause);
    const rest = clauses.slice(at + 1);
    if (instead) planSequence(builder, instead, { ...outlook, after: [...rest, ...outlook.after] });
    else if (builder.full) builder.missed(clause.words);
    else if (planClause(builder, clause, rest, outlook)) return;
  }
}

/** Plans one clause; true when it has planned the rest of the list too. */
function planClause(builder: PlanBuilder, clause: Clause, rest: readonly Clause[], outlook: Outlook): boolean {
  const walk: Walk = (inner, after) =>
    planSequence(builder, inner, { ...outlook, after: after ?? [...rest, ...outlook.after] });
  switch (clause.type) {
    case 'action':
      return planGuarded(builder, () => planAction(builder, clause), rest, outlook, walk);
    case 'approval':
      planApproval(builder, clause, rest, outlook, walk);
      return true;
    case 'if':
      return planIf(builder, clause, rest, outlook, walk);
    case 'loop':
      planOver(builder, clause.over, clause.words, () => walk(clause.body));
      return false;
    case 'wait':
      planWait(builder, clause);
      return false;
    case 'parallel':
      return planGuarded(builder, () => planParallel(builder, clause.body, walk), rest, outlook, walk);
    case 'retry':
      planRetry(builder, clause);
      return false;
    case 'stop':
      builder.add('stop', { kind: 'end', words: builder.span(clause.words) });
      return false;
    case 'otherwise':
      planOtherwise(builder, clause, walk);
      return false;
  }
}

/** Plans something that may make checks, and with them what happens when one fails. */
function planGuarded(
  builder: PlanBuilder,
  plan: () => unknown,
  rest: readonly Clause[],
  outlook: Outlook,
  walk: Walk,
): boolean {
  const before = builder.checks.length;
  plan();
  const made = builder.checks.slice(before);
  const handler = made.length > 0 ? findHandler(builder, made, rest, outlook) : undefined;
  if (!handler) return false;
  planGuard(builder, made, handler, rest, walk);
  return true;
}

function planParallel(builder: PlanBuilder, body: readonly Clause[], walk: Walk): void {
  const id = builder.add('in parallel', {
    kind: 'parallel',
    words: builder.span(body.flatMap((clause) => clause.words)),
  });
  const inside = builder.within(id, 'main', () => walk(body, []));
  builder.know(...inside);
  if (builder.steps.filter((step) => step.parent === id).length < 2) builder.unwrap(id);
}

/** "otherwise" that no check and no "if" took: what to do when a call before it fails. */
function planOtherwise(builder: PlanBuilder, clause: OtherwiseClause, walk: Walk): void {
  const planned = planTry(builder, [], clause.words, (why) => {
    builder.because = why;
    walk(clause.body, []);
    builder.because = '';
  });
  if (!planned) builder.missed(clause.words);
}
