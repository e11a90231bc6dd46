import type { Operation } from '@parley/dsl';
import { sameThing } from '../lexicon/nouns.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import { fieldsOf, itemSchema, listPath } from '../schema/fields.ts';
import { propertiesOf, shapeOf, typeOf } from '../schema/schema.ts';
import { candidatesFor, type Target } from '../slots/match.ts';
import { idEntity, type Source } from '../slots/scope.ts';
import { pageLimit } from '../slots/targets.ts';
import { argFrom, argOf, argValue } from './args.ts';
import type { PlanBuilder } from './builder.ts';
import type { Span } from './flow.ts';
import { planNarrowed } from './narrow.ts';
import { pathText } from './path.ts';

/** A list in scope that a loop can go over. */
export interface ListInScope {
  readonly source: Source;
  /** Names from the source to the list; empty for a bare array. */
  readonly path: readonly string[];
}

/** Every list in scope, nearest first: results that are lists, and lists inside other things. */
export function listsInScope(builder: PlanBuilder): ListInScope[] {
  return builder.scope
    .filter((source) => source.kind !== 'first')
    .flatMap((source) => {
      const whole = source.kind === 'result' ? listPath(source.schema) : undefined;
      if (whole) return [{ source, path: whole }];
      return fieldsOf(source.schema)
        .filter((field) => field.type === 'array' && !field.many)
        .map((field) => ({ source, path: field.path }));
    });
}

/** The list whose items can fill a target, the one that `nouns` name first. */
export function listFor(builder: PlanBuilder, target: Target, nouns: readonly string[]): ListInScope | undefined {
  const fitting = listsInScope(builder).filter((list) => {
    const item: Source = {
      ...list.source,
      root: 'item',
      schema: itemSchema(list.source.schema, list.path),
      kind: 'item',
      entities: entitiesOfList(builder, list),
    };
    return candidatesFor(target, [item]).some((candidate) => candidate.score >= 0.9);
  });
  return fitting.find((list) => namesList(builder, list, nouns)) ?? fitting[0];
}

/** The list that a noun phrase names: "item" is any list, "order" only a list of orders. */
export function listNamed(builder: PlanBuilder, nouns: readonly string[], pronoun: boolean): ListInScope | undefined {
  const lists = listsInScope(builder).filter((list) => isObjects(list) || nouns.length > 0);
  const named = lists.filter((list) => namesList(builder, list, nouns));
  const exact = named.find((list) => headNamed(builder, list, nouns));
  const generic = nouns.length === 0 || nouns.every((noun) => GENERIC.has(noun));
  const result = lists.find((list) => list.source.kind === 'result');
  return exact ?? named[0] ?? (generic || pronoun ? (result ?? lists.find(isObjects)) : undefined);
}

const GENERIC = new Set(['item', 'one', 'entri', 'thing', 'element', 'result', 'row', 'record', 'line']);

function isObjects(list: ListInScope): boolean {
  return typeof list.source.schema === 'object' && Object.keys(itemSchema(list.source.schema, list.path)).length > 0;
}

function entitiesOfList(builder: PlanBuilder, { source, path }: ListInScope): readonly string[] {
  const own = idEntity(itemSchema(source.schema, path));
  const field = path.at(-1);
  const named = field === undefined || GENERIC.has(stem(field.replace(/s$/, ''))) ? [] : splitWords(field).map(stem);
  const operation = source.operation && path.length <= 1 ? builder.nounsOf(source.operation) : [];
  return [...new Set([...named, ...own, ...operation])];
}

function namesList(builder: PlanBuilder, list: ListInScope, nouns: readonly string[]): boolean {
  const entities = entitiesOfList(builder, list);
  return nouns.some((noun) => entities.some((entity) => sameThing(entity, noun)));
}

/** "item" names a field `items`; the head of a phrase is its last noun. */
function headNamed(builder: PlanBuilder, list: ListInScope, nouns: readonly string[]): boolean {
  const head = nouns.at(-1);
  if (head === undefined) return false;
  if (GENERIC.has(head))
    return list.source.kind === 'result' || stem((list.path.at(-1) ?? '').replace(/s$/, '')) === head;
  return entitiesOfList(builder, list).some((entity) => sameThing(entity, head));
}

/** Plans into a loop over a list; goes on in the loop before when that one is over the same list. */
export function planInLoop(builder: PlanBuilder, list: ListInScope, words: Span | null, plan: () => void): void {
  const path = pathText(list.source.root, list.path);
  const before = builder.last;
  const same = before?.kind === 'foreach' && argOf(before, 'in')?.from === path && before.item !== null;
  const item = same && before.item !== null ? before.item : builder.uniqueId(itemName(list));
  const id =
    same && before
      ? before.id
      : builder.add(
          `each ${item}`,
          { kind: 'foreach', args: [argFrom('in', path)], item, words },
          { score: 1, reasons: [`repeats for every item of ${path}`], alternatives: [] },
        );
  takeWholeList(builder, list);
  const source = builder.itemSource(item, list.source, list.path);
  const narrowing = list.source.step === null ? undefined : builder.narrowings.get(list.source.step);
  const body = narrowing ? (): void => planNarrowed(builder, narrowing, plan) : plan;
  builder.within(id, 'main', body, { sources: [source], item });
}

/** A variable for one item: `kitchenOrder` of orders with a `kitchenOrderId`, `ingredient` of `ingredients`. */
function itemName({ source, path }: ListInScope): string {
  const names = Object.keys(propertiesOf(shapeOf(itemSchema(source.schema, path), source.schema)));
  const id = names.includes('id') ? undefined : names.find((name) => /[a-z0-9]Id$/.test(name));
  if (id) return id.slice(0, -2);
  const field = path.at(-1);
  if (field !== undefined && !GENERIC.has(stem(field.replace(/s$/, '')))) return singular(field);
  return source.operation ? singular(splitWords(source.operation.name).slice(1).join(' ')) || 'item' : 'item';
}

function singular(name: string): string {
  return name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
}

/** A loop over the result of a paged call asks for the largest page there is. */
function takeWholeList(builder: PlanBuilder, { source }: ListInScope): void {
  const step = source.step === null ? undefined : builder.stepOf(source.step);
  const limit = source.operation ? pageLimit(source.operation) : undefined;
  if (!step || !limit || source.kind !== 'result' || argOf(step, limit.name)) return;
  builder.update(step.id, { args: [...step.args, argValue(limit.name, limit.maximum)] });
  builder.assume(`${step.id} is asked for at most ${limit.maximum} at once.`);
}

/** True when an operation wants a list itself, so that no loop is needed to give it several things. */
export function takesList(targets: readonly Target[]): boolean {
  return targets.some((target) => typeOf(target.shape) === 'array');
}

/** The one-thing argument an operation is about: the first id it needs. */
export function mainId<T extends Target & { readonly required: boolean }>(
  operation: Operation,
  targets: readonly T[],
): T | undefined {
  const needed = targets.filter((target) => target.required && /(?:^id|Id|_id)$/.test(target.name));
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
  return needed.find((target) => inPath.includes(target.name)) ?? needed[0];
}
