import type { Operation } from '@parley/dsl';
import type { Json } from '@parley/kernel';
import type { Token } from '../normalise/tokens.ts';
import { argAsk, argFrom, argValue } from '../plan/args.ts';
import type { PlanBuilder } from '../plan/builder.ts';
import type { FlowArg, Span } from '../plan/flow.ts';
import type { Member } from '../plan/people.ts';
import type { FreeText } from '../plan/phrase.ts';
import { enumOf, isMoney, propertiesOf, requiredOf, shapeOf, typeOf } from '../schema/schema.ts';
import { literalsFor } from './literals.ts';
import { type Lookup, lookupsFor } from './lookup.ts';
import { type Candidate, candidatesFor, type Target } from './match.ts';
import { periodValue } from './periods.ts';
import { entityOfId, type Source } from './scope.ts';
import { isFreeText, isId, type OperationTarget, targetsOf } from './targets.ts';
import { capitalised, humanName } from './texts.ts';

/** What the words say about a call's arguments. */
export interface Wish {
  readonly tokens: readonly Token[];
  readonly words: Span | null;
  readonly text?: FreeText;
  readonly nouns: readonly string[];
  /** Stems of things of which any one is meant, not the one at hand. */
  readonly indefinite: ReadonlySet<string>;
  readonly member: Member | null;
  /** What a message would say when nothing else is given. */
  readonly message: string;
  /** Why this is done, in a sentence, where a reason is asked for. */
  readonly reason: string;
}

/** A match that is good enough to be taken without asking. */
const TAKEN = 0.66;
const OPTIONAL = 0.9;
const UNASKED =
  /^(?:id|status|state|type|name|createdAt|updatedAt|version|metadata|amount|currency|quantity|role|from|to|search|query|q|sort|filter)$/;

/** Fills the arguments of a call from the words, the scope, look-ups (which it adds as steps) and defaults; asks for the rest. */
export function fillArguments(builder: PlanBuilder, operation: Operation, wish: Wish): FlowArg[] {
  const targets = targetsOf(operation, builder.nounsOf(operation));
  const literals = literalsFor(targets, wish.tokens, builder.context.tenant.currency ?? 'USD');
  const texts = textArguments(targets, wish);
  return targets.flatMap((target) => {
    const literal = literals.get(target.name) ?? texts.get(target.name);
    if (literal !== undefined) return [argValue(target.name, literal)];
    const arg = target.required
      ? fillRequired(builder, operation, target, wish)
      : fillOptional(builder, operation, target, wish);
    return arg ? [arg] : [];
  });
}

/** Text given in the words goes to the argument of that name, or else to the first text there is. */
function textArguments(targets: readonly OperationTarget[], wish: Wish): Map<string, Json> {
  const { text } = wish;
  if (!text) return new Map();
  const names = {
    reason: /reason|cause/i,
    message: /message|text|body|content/i,
    note: /note|comment|description|instruction/i,
    subject: /subject|title|name/i,
  };
  const free = targets.filter(isFreeText);
  const target = free.find((each) => names[text.label].test(each.name)) ?? free[0];
  return target ? new Map([[target.name, text.text]]) : new Map();
}

function fillRequired(
  builder: PlanBuilder,
  operation: Operation,
  target: OperationTarget,
  wish: Wish,
): FlowArg | undefined {
  const fromPerson =
    wish.member && entityOfId(target.name).at(-1) === wish.member.entity ? lookUp(builder, target, wish) : undefined;
  if (fromPerson) return fromPerson;
  if (isFreeText(target)) return freeText(builder, target, wish);
  const candidates = usable(builder, target, wish);
  const [best] = candidates;
  if (best && best.score >= TAKEN) return taken(builder, operation, target, best);
  return (
    lookUp(builder, target, wish) ??
    periodArgument(builder, operation, target, wish) ??
    composed(builder, target, wish) ??
    preset(target) ??
    (best ? taken(builder, operation, target, best) : undefined) ??
    fromStart(builder, operation, target) ??
    argAsk(target.name, askText(operation, target))
  );
}

/** What may fill a target: where any one is meant, not the one the trigger names. */
function usable(builder: PlanBuilder, target: Target, wish: Wish): Candidate[] {
  const entity = entityOfId(target.name).at(-1);
  const anyOne = entity !== undefined && wish.indefinite.has(entity);
  const own = (source: Source): boolean => source.entities.includes(entity ?? '') && source.kind !== 'trigger';
  const sources = anyOne ? builder.scope.filter(own) : builder.scope;
  return candidatesFor(target, sources);
}

function taken(builder: PlanBuilder, operation: Operation, target: Target, candidate: Candidate): FlowArg {
  if (candidate.source.kind === 'first') {
    builder.assume(`${operation.name} takes the first that ${candidate.source.step} finds; with none it fails.`);
  }
  return argFrom(target.name, candidate.path);
}

function lookUp(builder: PlanBuilder, target: OperationTarget, wish: Wish): FlowArg | undefined {
  const entity = entityOfId(target.name).at(-1);
  const named = entity !== undefined && (wish.indefinite.has(entity) || wish.member?.entity === entity);
  const nouns = wish.member ? [...wish.nouns, wish.member.entity] : wish.nouns;
  const found = lookupsFor(builder, target, { nouns, tokens: wish.tokens, member: wish.member });
  // A list of everything is only looked at when the words ask for one of its things.
  const anyOne = entity !== undefined && wish.indefinite.has(entity);
  const best = found.find((lookup) => {
    if (!isId(target)) return !lookup.list && lookup.linked;
    return anyOne ? lookup.list : !lookup.list || lookup.linked || named;
  });
  return best && argFrom(target.name, addLookup(builder, best, target, wish));
}

function addLookup(builder: PlanBuilder, lookup: Lookup, target: Target, wish: Wish): string {
  const reason = `${humanName(target.name)} is not at hand; this call tells it`;
  const step = builder.lookUp(lookup.operation, lookup.args, wish.words, {
    score: 1,
    reasons: [reason],
    alternatives: [],
  });
  if (lookup.list) builder.assume(`Of what ${step} finds, the first is taken; with none the next step fails.`);
  return lookup.path(step);
}

function freeText(builder: PlanBuilder, target: OperationTarget, wish: Wish): FlowArg {
  const text = /reason|cause/i.test(target.name) ? wish.reason || wish.message : wish.message;
  if (text !== '') return argValue(target.name, text);
  const [best] = candidatesFor(target, builder.scope);
  return best ? argFrom(target.name, best.path) : argAsk(target.name, `Text for ${humanName(target.name)}`);
}

/** `from` and `to` of a report reach back from the start of the execution. */
function periodArgument(
  builder: PlanBuilder,
  operation: Operation,
  target: OperationTarget,
  wish: Wish,
): FlowArg | undefined {
  const found = periodValue(operation, target, wish.tokens, builder.scheduleDays);
  if (!found) return undefined;
  if (found.assumed !== undefined) builder.assume(found.assumed);
  return argFrom(target.name, found.path);
}

/** An object, or a list with one item, put together from what is in scope. */
function composed(builder: PlanBuilder, target: OperationTarget, wish: Wish): FlowArg | undefined {
  const type = typeOf(target.shape);
  if (type === 'object' && !isMoney(target.shape)) {
    const object = objectValue(builder, target, target.shape, wish);
    return object === undefined ? undefined : argValue(target.name, object);
  }
  if (type !== 'array') return undefined;
  const item = shapeOf(target.shape.items, target.schema);
  const object = typeOf(item) === 'object' ? objectValue(builder, target, item, wish) : undefined;
  return object === undefined ? undefined : argValue(target.name, [object]);
}

function objectValue(
  builder: PlanBuilder,
  target: OperationTarget,
  shape: Target['shape'],
  wish: Wish,
): Json | undefined {
  const required = requiredOf(shape);
  if (required.length === 0) return undefined;
  const object: Record<string, Json> = {};
  for (const name of required) {
    const inner = { ...target, name, shape: shapeOf(propertiesOf(shape)[name], target.schema) };
    const [best] = usable(builder, inner, wish);
    if (!best || best.score < TAKEN) return undefined;
    object[name] = `{{${best.path}}}`;
  }
  return object;
}

/** A default is left to the operation; of one possible value there is no choice. */
function preset(target: OperationTarget): FlowArg | undefined {
  const [only, ...others] = enumOf(target.shape);
  if (only !== undefined && others.length === 0) return argValue(target.name, only);
  const given = target.shape.default;
  return given === undefined ? undefined : argValue(target.name, given as Json);
}

/** A workflow that is started by hand asks for what it lacks when it is started. */
function fromStart(builder: PlanBuilder, operation: Operation, target: OperationTarget): FlowArg | undefined {
  if (!builder.startedByHand || builder.insideLoop) return undefined;
  const name = target.name === 'id' ? `${builder.entitiesOf(operation)[0] ?? ''}Id` : target.name;
  builder.assume(`${capitalised(humanName(name))} is given when the workflow is started.`);
  return argFrom(target.name, `trigger.${name}`);
}

function fillOptional(
  builder: PlanBuilder,
  operation: Operation,
  target: OperationTarget,
  wish: Wish,
): FlowArg | undefined {
  if (/reason|cause/i.test(target.name) && isFreeText(target) && wish.reason !== '')
    return argValue(target.name, wish.reason);
  if (isFreeText(target) || UNASKED.test(target.name) || !concerns(builder, operation, target, wish)) return undefined;
  const [best] = candidatesFor(
    target,
    builder.scope.filter((source) => source.kind !== 'first'),
  );
  return best && best.score >= OPTIONAL ? argFrom(target.name, best.path) : undefined;
}

/** Whether what is at hand may fill an argument that nobody spoke of. */
function concerns(builder: PlanBuilder, operation: Operation, target: OperationTarget, wish: Wish): boolean {
  const own = entityOfId(target.name).at(-1);
  if (target.filters) {
    const anyOne = own !== undefined && wish.indefinite.has(own);
    return (isId(target) || namesThing(target)) && !anyOne;
  }
  // A call that makes something new does not take over another one's id.
  return !isId(target) || operation.method !== 'POST' || relates(builder, own);
}

/** A filter by plain text, such as a product's name; dates, numbers and choices narrow only when the words say so. */
function namesThing(target: Target): boolean {
  return typeOf(target.shape) === 'string' && target.shape.format === undefined && enumOf(target.shape).length === 0;
}

function relates(builder: PlanBuilder, entity: string | undefined): boolean {
  return entity !== undefined && builder.subject.includes(entity);
}

function askText(operation: Operation, target: Target): string {
  const description = typeof target.shape.description === 'string' ? target.shape.description : '';
  return description || `${capitalised(humanName(target.name))} for ${operation.name}`;
}
