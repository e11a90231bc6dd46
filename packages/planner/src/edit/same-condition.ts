import type { Clause, IfClause } from '../clauses/clause.ts';
import { readCondition, type SpokenTest } from '../conditions/read.ts';
import { resolveTest } from '../conditions/resolve.ts';
import type { PlannerState } from '../conversation.ts';
import { sameThing } from '../lexicon/nouns.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import type { PlanBuilder, PlanContext } from '../plan/builder.ts';
import type { FlowIR, FlowStep, FlowTest } from '../plan/flow.ts';
import { rootOf } from '../plan/path.ts';
import { situationOf } from '../plan/situations.ts';
import { rebuild } from './rebuild.ts';

/** Where clauses of a spoken "if" go when the plan already has a block about the same thing. */
export interface SameBlock {
  readonly block: string;
  readonly branch: FlowStep['branch'];
  readonly clauses: readonly Clause[];
}

/**
 * The block that a spoken condition belongs to: the same condition goes on in its branch, the opposite in its other
 * branch, and another value of the same field becomes an "else if".
 */
export function blockFor(
  context: PlanContext,
  state: PlannerState,
  flow: FlowIR,
  clause: IfClause,
): SameBlock | undefined {
  let found: SameBlock | undefined;
  rebuild(context, flow, state.decisions, {
    end: (block, branch, builder) => {
      if (found || block?.kind !== 'if' || branch !== 'main') return;
      found = decision(builder, block, clause) ?? comparison(builder, block, clause);
    },
  });
  return found;
}

/** "if it is rejected" belongs to the branches of the approval. */
function decision(builder: PlanBuilder, block: FlowStep, clause: IfClause): SameBlock | undefined {
  const situation = situationOf(builder, clause);
  const approval = builder.approvals.at(-1);
  const about = block.cond?.tests.some((test) => test.left !== null && rootOf(test.left) === approval);
  if (situation.kind !== 'approval' || !about) return undefined;
  const positive = block.cond?.negate !== true;
  return { block: block.id, branch: situation.approved === positive ? 'main' : 'else', clauses: clause.then };
}

function comparison(builder: PlanBuilder, block: FlowStep, clause: IfClause): SameBlock | undefined {
  const test = only(block.cond?.tests);
  const spoken = only(readCondition(clause.condition).tests);
  const related = test && spoken ? relation(builder, test, spoken) : undefined;
  if (related === undefined) return undefined;
  const sameSign = clause.negate === (block.cond?.negate ?? false);
  if (related === 'same' && sameSign) return { block: block.id, branch: 'main', clauses: clause.then };
  const contrary = related === (sameSign ? 'opposite' : 'same');
  return { block: block.id, branch: 'else', clauses: contrary ? clause.then : [clause] };
}

function only<T>(list: readonly T[] | undefined): T | undefined {
  return list?.length === 1 ? list[0] : undefined;
}

/** How what is said stands to a test that is there: about the same field, and then in which way. */
function relation(builder: PlanBuilder, test: FlowTest, spoken: SpokenTest): 'same' | 'opposite' | 'other' | undefined {
  const resolved = resolveTest(spoken, builder.scope, '')?.test;
  if (resolved) {
    if (resolved.left !== test.left) return undefined;
    return sameTest(resolved, test) ? 'same' : isOpposite(resolved, test) ? 'opposite' : 'other';
  }
  if (test.left === null || !namesField(spoken, test.left)) return undefined;
  if (sameWords(spoken, test)) return 'same';
  return spoken.compare === 'empty' || test.compare === 'empty' ? 'opposite' : 'other';
}

function sameTest(one: FlowTest, other: FlowTest): boolean {
  return one.compare === other.compare && one.right === other.right && one.rightFrom === other.rightFrom;
}

const OPPOSITES: Readonly<Record<string, string>> = {
  eq: 'ne',
  ne: 'eq',
  gt: 'le',
  le: 'gt',
  ge: 'lt',
  lt: 'ge',
  true: 'ne',
};

function isOpposite(one: FlowTest, other: FlowTest): boolean {
  return (
    OPPOSITES[one.compare] === other.compare &&
    (one.right === other.right || other.compare === 'true' || one.compare === 'true')
  );
}

/** Without a schema only the words tell: "the folder name" is `folder.name`. */
function namesField(spoken: SpokenTest, path: string): boolean {
  const words = splitWords(path.slice(rootOf(path).length)).map(stem);
  return spoken.words.length > 0 && words.every((word) => spoken.words.some((other) => sameThing(word, other)));
}

function sameWords(spoken: SpokenTest, test: FlowTest): boolean {
  if (test.compare === 'empty' || spoken.compare === 'empty') return test.compare === spoken.compare && !spoken.negate;
  const { value } = spoken;
  const said =
    value.kind === 'words' ? value.tokens.map((token) => token.lower).join(' ') : 'value' in value ? value.value : null;
  return String(said).toLowerCase() === String(test.right).toLowerCase() && (test.compare === 'ne') === spoken.negate;
}
