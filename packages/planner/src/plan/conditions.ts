import { readCondition, type SpokenTest } from '../conditions/read.ts';
import { resolveTest } from '../conditions/resolve.ts';
import type { Token } from '../normalise/tokens.ts';
import type { OperationDocument } from '../search/document.ts';
import { candidatesFor } from '../slots/match.ts';
import { resultSources, type Source } from '../slots/scope.ts';
import { targetsOf } from '../slots/targets.ts';
import { argFrom } from './args.ts';
import type { PlanBuilder } from './builder.ts';
import type { FlowArg, FlowCondition, FlowTest } from './flow.ts';
import { type ListInScope, listNamed, listsInScope } from './loops.ts';

/** A condition of the plan, and the loop it has to be in when it is about the items of a list. */
export interface PlannedCondition {
  /** To be called inside the loop, where the item is in scope. */
  condition(): FlowCondition;
  readonly loop: ListInScope | undefined;
}

/** Finds the fields that a spoken condition is about: in scope, in the items of a list, or by a look-up, which is added. */
export function resolveCondition(builder: PlanBuilder, tokens: readonly Token[], negate: boolean): PlannedCondition {
  const spoken = readCondition(tokens);
  const make = (): FlowCondition => ({
    join: spoken.join,
    negate,
    tests: spoken.tests.map((test) => planTest(builder, test)),
  });
  const [best] = spoken.tests.flatMap((test) => resolveTest(test, things(builder), '') ?? []);
  // "if any ticket is old" is one question about the list; "if a ticket is old" is asked of each.
  const whole = tokens.some((token) => /^(?:any|all|every|everything|some|none|no)$/.test(token.lower));
  const each = best?.field.many === true && best.source.kind === 'result' && !whole;
  return { condition: make, loop: best && !each ? undefined : listAbout(builder, spoken.tests) };
}

/** What single things are in scope; the first of a list stands for none of the others. */
function things(builder: PlanBuilder): readonly Source[] {
  return builder.scope.filter((source) => source.kind !== 'first');
}

function planTest(builder: PlanBuilder, spoken: SpokenTest): FlowTest {
  const text = builder.span(spoken.tokens)?.text ?? '';
  const found = resolveTest(spoken, things(builder), text) ?? lookedUp(builder, spoken, text);
  return found?.test ?? { left: null, compare: 'unknown', right: null, rightFrom: null, text };
}

/** "list the low stock; if an ingredient is dairy, ..." is about each of them. */
function listAbout(builder: PlanBuilder, tests: readonly SpokenTest[]): ListInScope | undefined {
  const lists = listsInScope(builder).filter((list) => list.source.kind === 'result');
  const fitting = lists.find((list) =>
    tests.some((test) => resolveTest(test, [builder.itemSource('item', list.source, list.path)], '') !== undefined),
  );
  const named = listNamed(
    builder,
    tests.flatMap((test) => test.words),
    false,
  );
  return fitting ?? (named?.source.kind === 'result' ? named : undefined);
}

const ENOUGH = 0.55;

/** A field that only a call knows, when ids at hand are all the call needs. */
function lookedUp(builder: PlanBuilder, spoken: SpokenTest, text: string): { test: FlowTest } | undefined {
  let best: { document: OperationDocument; args: FlowArg[]; score: number } | undefined;
  for (const document of builder.context.index.documents) {
    const args = linkedArguments(builder, document);
    const [source] = args ? resultSources('result', document.operation, document.nouns).slice(-1) : [];
    const found = source && resolveTest(spoken, [source], text);
    if (!args || !found || found.field.many || found.score < ENOUGH || (best && best.score >= found.score)) continue;
    best = { document, args, score: found.score };
  }
  if (!best) return undefined;
  const reasons = ['the condition needs what this call tells'];
  builder.lookUp(best.document.operation, best.args, builder.span(spoken.tokens), {
    score: 1,
    reasons,
    alternatives: [],
  });
  return resolveTest(spoken, things(builder), text);
}

/** The arguments of a read of one thing whose ids are in scope; undefined for any other operation. */
function linkedArguments(builder: PlanBuilder, document: OperationDocument): FlowArg[] | undefined {
  if (document.operation.method !== 'GET') return undefined;
  const required = targetsOf(document.operation, document.nouns).filter((target) => target.required);
  if (required.length === 0) return undefined;
  const args: FlowArg[] = [];
  for (const target of required) {
    const [best] = candidatesFor(target, things(builder));
    if (!best || best.score < 0.9) return undefined;
    args.push(argFrom(target.name, best.path));
  }
  return args;
}
