import type { Operation } from '@parley/dsl';
import type { Decision } from '../conversation.ts';
import { sameThing } from '../lexicon/nouns.ts';
import type { Token } from '../normalise/tokens.ts';
import { listPath } from '../schema/fields.ts';
import { fillArguments, type Wish } from '../slots/fill.ts';
import { lookupsFor } from '../slots/lookup.ts';
import { candidatesFor, type Target } from '../slots/match.ts';
import { entityOfId } from '../slots/scope.ts';
import { targetsOf } from '../slots/targets.ts';
import type { PlanBuilder } from './builder.ts';
import type { Span } from './flow.ts';
import { type ListInScope, listFor, listNamed, mainId, planInLoop, takesList } from './loops.ts';
import { planNarrowed } from './narrow.ts';
import type { Phrase } from './phrase.ts';

/** A call that is to be planned. */
export interface Call {
  readonly operation: Operation;
  readonly decision: Decision;
  readonly wish: Wish;
  readonly phrase: Phrase;
  /** Words that narrow the things it is about. */
  readonly narrowing?: readonly Token[];
  readonly words: Span | null;
}

/** Adds a call with its arguments, what has to be looked up before it, and a loop where it is about several things. */
export function planCall(builder: PlanBuilder, call: Call): string | undefined {
  const list = listToRepeat(builder, call);
  let id: string | undefined;
  const add = (): void => {
    const args = fillArguments(builder, call.operation, call.wish);
    id = builder.call(call.operation, args, call.words, call.decision);
  };
  const lists = listPath(call.operation.output) !== undefined;
  const narrowed = (): void => (lists ? add() : planNarrowed(builder, call.narrowing ?? [], add, call.operation));
  if (list) planInLoop(builder, list, call.words, narrowed);
  else narrowed();
  // "list orders over $50" is narrowed where each of them is dealt with.
  if (lists && id !== undefined && call.narrowing) builder.narrowings.set(id, call.narrowing);
  if (lists && id !== undefined && call.phrase.single) builder.knowFirst(id);
  builder.mentioned = builder.entitiesOf(call.operation);
  builder.near = call.operation.connection;
  return id;
}

function listToRepeat(builder: PlanBuilder, call: Call): ListInScope | undefined {
  const targets = targetsOf(call.operation, builder.nounsOf(call.operation));
  const target = mainId(call.operation, targets);
  if (!target) return targets.length === 0 ? listNamedBy(builder, call) : undefined;
  if (listPath(call.operation.output) || takesList(targets.filter((each) => each.required && each !== target)))
    return undefined;
  if (call.wish.member && entityOfId(target.name).at(-1) === call.wish.member.entity) return undefined;
  const many = isAboutMany(builder, call, target);
  const candidates = candidatesFor(target, builder.scope);
  const direct = candidates.find(
    (candidate) => candidate.score >= 0.9 && (candidate.source.kind !== 'trigger' || !many),
  );
  if (direct && (!many || direct.source.kind === 'item')) return undefined;
  const anyOne = entityOfId(target.name).some((entity) => call.wish.indefinite.has(entity));
  const known = anyOne ? undefined : listFor(builder, target, call.phrase.nouns);
  if (known) return known;
  return anyOne ? undefined : lookedUpList(builder, call, target, many);
}

/** An operation that does not say what it needs is repeated for each of a list that the words name in the plural. */
function listNamedBy(builder: PlanBuilder, { operation, phrase }: Call): ListInScope | undefined {
  const reads = builder.context.index.byId.get(operation.id)?.reads !== false;
  if (reads || phrase.plural.size === 0 || builder.insideLoop) return undefined;
  const list = listNamed(builder, [...phrase.plural], false);
  return list?.source.kind === 'result' ? list : undefined;
}

/** "cancel the scheduled orders": the plural of what the operation is about. */
function isAboutMany(builder: PlanBuilder, call: Call, target: Target): boolean {
  const about = [...entityOfId(target.name), ...builder.nounsOf(call.operation)];
  const many = [...call.phrase.plural].filter((noun) => about.some((word) => sameThing(word, noun)));
  // "reject new orders" in a workflow that starts with each of them is about the one at hand.
  const atHand = candidatesFor(target, builder.scope).some(
    (candidate) => candidate.source.kind === 'trigger' && candidate.score >= 0.9,
  );
  return many.some((noun) => call.phrase.each || !(atHand && builder.subject.includes(noun)));
}

/** A list that a call can tell: all of a kind when the words say so, else those that belong to what the flow is about. */
function lookedUpList(builder: PlanBuilder, call: Call, target: Target, many: boolean): ListInScope | undefined {
  const lookups = lookupsFor(builder, target, {
    nouns: call.phrase.nouns,
    tokens: call.wish.tokens,
    member: call.wish.member,
  });
  const best = lookups[0];
  if (!best?.list || (!many && !best.linked)) return undefined;
  const step = builder.lookUp(best.operation, best.args, call.words, {
    score: 1,
    reasons: [`tells which ${entityOfId(target.name).join(' ') || 'things'} ${call.operation.name} is about`],
    alternatives: [],
  });
  const source = builder.scope.find((each) => each.step === step && each.kind === 'result');
  const path = listPath(best.operation.output);
  return source && path ? { source, path } : undefined;
}
