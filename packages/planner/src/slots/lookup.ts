import type { Operation } from '@parley/dsl';
import type { Token } from '../normalise/tokens.ts';
import { argFrom, argValue } from '../plan/args.ts';
import type { PlanBuilder } from '../plan/builder.ts';
import type { FlowArg } from '../plan/flow.ts';
import type { Member } from '../plan/people.ts';
import { fieldsOf, itemSchema, listPath } from '../schema/fields.ts';
import type { OperationDocument } from '../search/document.ts';
import { scoreOperation } from '../search/search.ts';
import { literalsFor } from './literals.ts';
import { candidatesFor, type Target } from './match.ts';
import { resultSources } from './scope.ts';
import { isId, type OperationTarget, targetsOf } from './targets.ts';

/** A read operation that can tell a missing value from what is known already. */
export interface Lookup {
  readonly operation: Operation;
  readonly args: readonly FlowArg[];
  /** Where the value will be once the call is a step with this id. */
  path(step: string): string;
  /** True when it finds any number of things of which one is taken. */
  readonly list: boolean;
  /** True when it was narrowed to what the flow is about, not just "all of them". */
  readonly linked: boolean;
  readonly score: number;
}

/** What the words around a missing value say about it. */
export interface LookupWish {
  readonly nouns: readonly string[];
  readonly tokens: readonly Token[];
  readonly member: Member | null;
}

/** A value that has to come straight from an id, not from a name that happens to be alike. */
const SURE = 0.9;

/** Ways to look a target up by one call that changes nothing, best first. */
export function lookupsFor(builder: PlanBuilder, target: Target, wish: LookupWish): Lookup[] {
  const { index } = builder.context;
  const found = index.documents
    .filter((document) => document.operation.method === 'GET')
    .flatMap((document) => lookupBy(builder, document, target, wish) ?? []);
  return found.sort((a, b) => b.score - a.score);
}

function lookupBy(
  builder: PlanBuilder,
  document: OperationDocument,
  target: Target,
  wish: LookupWish,
): Lookup | undefined {
  const { operation } = document;
  const [first] = resultSources('result', operation, document.nouns);
  if (!first) return undefined;
  const best = candidatesFor(target, [{ ...first, kind: 'result' }]).find(
    (candidate) => candidate.score >= SURE - 0.05,
  );
  if (!best) return undefined;
  const list = listPath(operation.output);
  // A list of shifts also names employees; only a list of employees is one to take an employee from.
  if (list && isId(target) && !isFirstId(operation, list, best.field.name)) return undefined;
  const filled = fillFromScope(builder, operation, document, wish);
  if (!filled) return undefined;
  const tail = best.path.slice('result'.length);
  const score = scoreOf(builder, document, wish, filled, list !== undefined);
  return {
    operation,
    args: filled.args,
    path: (step) => `${step}${tail}`,
    list: list !== undefined,
    linked: filled.linked,
    score,
  };
}

function isFirstId(operation: Operation, list: readonly string[], name: string): boolean {
  const ids = fieldsOf(itemSchema(operation.output, list)).filter(
    (field) => field.path.length === 1 && /(?:^id|Id)$/.test(field.name),
  );
  return ids[0]?.name === name;
}

interface Filled {
  readonly args: readonly FlowArg[];
  readonly linked: boolean;
  readonly member: boolean;
}

function fillFromScope(
  builder: PlanBuilder,
  operation: Operation,
  document: OperationDocument,
  wish: LookupWish,
): Filled | undefined {
  const args: FlowArg[] = [];
  const targets = targetsOf(operation, document.nouns);
  const literals = literalsFor(targets, wish.tokens, builder.context.tenant.currency ?? 'USD');
  let linked = false;
  let member = false;
  for (const target of targets) {
    const arg = fillOne(builder, operation, target, wish, literals);
    if (arg === undefined && target.required) return undefined;
    if (!arg) continue;
    args.push(arg);
    if (arg.from !== null) linked = true;
    if (wish.member?.operation === operation || wish.member?.parameter === arg.name) member = true;
  }
  return { args, linked, member };
}

function fillOne(
  builder: PlanBuilder,
  operation: Operation,
  target: OperationTarget,
  wish: LookupWish,
  literals: ReadonlyMap<string, FlowArg['value']>,
): FlowArg | undefined {
  const { member } = wish;
  const knowsMember =
    member &&
    target.name === member.parameter &&
    (operation === member.operation || builder.entitiesOf(operation).includes(member.entity));
  if (knowsMember) return argValue(target.name, member.value);
  const literal = literals.get(target.name);
  if (literal !== undefined) return argValue(target.name, literal);
  if (!target.required && !isId(target)) return undefined;
  const [best] = candidatesFor(
    target,
    builder.scope.filter((source) => source.kind !== 'first'),
  );
  return best && best.score >= SURE ? argFrom(target.name, best.path) : undefined;
}

function scoreOf(
  builder: PlanBuilder,
  document: OperationDocument,
  wish: LookupWish,
  filled: Filled,
  list: boolean,
): number {
  const { index } = builder.context;
  const verb = index.verbs.get(list ? 'list' : 'get')?.senses ?? [];
  const words =
    wish.nouns.length > 0 ? scoreOperation(index, document, { verb, nouns: wish.nouns, context: [] }).score : 0.3;
  const single = list ? 0 : 0.5;
  // Of the things there are, those that can be used are meant.
  const usable = document.nouns.includes('avail') && !wish.member ? 0.15 : 0;
  return words + usable + (filled.linked ? 0.3 : 0) + (filled.member ? 0.4 : 0) + single;
}
