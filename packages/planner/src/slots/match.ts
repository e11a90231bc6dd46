import type { JsonSchema, Operation } from '@parley/dsl';
import { sameThing } from '../lexicon/nouns.ts';
import { splitWords, stem } from '../normalise/stem.ts';
import { pathText } from '../plan/path.ts';
import { type Field, fieldsOf } from '../schema/fields.ts';
import { isMoney, propertiesOf, requiredOf, type Shape, shapeOf, typeOf } from '../schema/schema.ts';
import { entityOfId, type Source } from './scope.ts';

/** A value that an operation wants. */
export interface Target {
  readonly name: string;
  readonly shape: Shape;
  readonly schema: JsonSchema;
  /** Stems of what the operation is about. */
  readonly entities: readonly string[];
}

export interface Candidate {
  readonly path: string;
  readonly field: Field;
  readonly source: Source;
  /** 0 to 1. */
  readonly score: number;
}

/** Names that mean something else in every schema; they only match within the same entity. */
const VAGUE = new Set(
  'id name status type state code message text reason note notes comment description title subject from to role limit date time kind value reference address priority channel'.split(
    ' ',
  ),
);
const NAMING = /^(?:name|title|subject|address|reference|code)$/;
const MIN_SCORE = 0.55;
const MAX_SOURCES = 40;

/** The fields in scope that can fill a target, best first; `sources` are ordered nearest first. */
export function candidatesFor(target: Target, sources: readonly Source[]): Candidate[] {
  const found: Candidate[] = [];
  nearestOf(sources).forEach((source, distance) => {
    for (const field of fieldsOf(source.schema)) {
      const score = fieldScore(target, field, source);
      if (score < MIN_SCORE) continue;
      const nearness = 0.004 * distance + 0.02 * (field.path.length - 1) + (field.certain ? 0 : 0.03);
      found.push({
        path: pathOf(source, field, target),
        field,
        source,
        score: score + ownBonus(target, source) - nearness,
      });
    }
  });
  return found.sort((a, b) => b.score - a.score);
}

/** In a long plan only the nearest results and what started it (the farthest) are looked at. */
function nearestOf(sources: readonly Source[]): readonly Source[] {
  return sources.length <= MAX_SOURCES ? sources : [...sources.slice(0, MAX_SOURCES - 1), ...sources.slice(-1)];
}

/**
 * An order's id is best taken from the order itself. What the flow looked up on purpose counts most: "assign the shift
 * to an available employee" is not about the one who missed it, whom the event names.
 */
function ownBonus(target: Target, source: Source): number {
  const wanted = entityOfId(target.name).join(' ');
  // One of many is not "the" thing unless its own id is asked for.
  if (wanted === '') return { first: -0.3, item: 0.06, trigger: 0.03, result: 0 }[source.kind];
  if (wanted !== source.owner) return source.kind === 'trigger' ? 0.03 : 0;
  if (source.kind === 'first' || source.kind === 'item') return 0.15;
  return source.operation && makesNew(source.operation) ? 0.12 : source.kind === 'trigger' ? 0.07 : 0.05;
}

/** True for a call that returns something that was not there before. */
function makesNew(operation: Operation): boolean {
  return operation.method === 'POST' && !operation.path.includes('{');
}

function pathOf(source: Source, field: Field, target: Target): string {
  const path = pathText(source.root, field.path);
  return typeOf(target.shape) === 'array' && field.type === 'array' ? path + projection(target, field, source) : path;
}

/** Where an operation refuses unknown properties, only those it knows are passed. */
function projection(target: Target, field: Field, source: Source): string {
  const wanted = itemShape(target);
  if (wanted.additionalProperties !== false) return '';
  const known = Object.keys(propertiesOf(wanted));
  const offered = Object.keys(propertiesOf(shapeOf(field.shape.items, source.schema)));
  return offered.every((name) => known.includes(name))
    ? ''
    : `[]{${known.filter((name) => offered.includes(name)).join(',')}}`;
}

function itemShape(target: Target): Shape {
  return shapeOf(target.shape.items, target.schema);
}

function fieldScore(target: Target, field: Field, source: Source): number {
  if (typeOf(target.shape) === 'array') return listScore(target, field, source);
  if (field.many || !compatible(target.shape, field)) return 0;
  const wanted = entityOfId(target.name);
  const offered = entityOfId(field.name);
  if (wanted.length > 0 || offered.length > 0 || target.name === 'id' || field.name === 'id')
    return idScore(target, field, source, wanted, offered);
  return nameScore(target, field, source);
}

function idScore(
  target: Target,
  field: Field,
  source: Source,
  wanted: readonly string[],
  offered: readonly string[],
): number {
  if (field.name === 'id') return bareIdScore(target, field, source, wanted);
  if (target.name === 'id')
    return offered.length > 0 && offered.every((word) => target.entities.includes(word)) ? 0.95 : 0;
  return wanted.length > 0 && wanted.join(' ') === offered.join(' ') ? 1 : 0;
}

/** An `id` is that of what it stands in. */
function bareIdScore(target: Target, field: Field, source: Source, wanted: readonly string[]): number {
  if (target.name === 'id') return source.entities.some((entity) => target.entities.includes(entity)) ? 0.95 : 0;
  const owner = field.path.length > 1 ? splitWords(field.path.at(-2) ?? '').map(stem) : source.entities;
  return owner.at(-1) === wanted.at(-1) && wanted.every((word) => owner.includes(word)) ? 0.97 : 0;
}

function nameScore(target: Target, field: Field, source: Source): number {
  if (field.name === target.name) return sameNameScore(target, field, source);
  const words = splitWords(target.name).map(stem);
  if (field.words.join(' ') === words.join(' ')) return 0.9;
  if (field.type === 'money' && isMoney(target.shape)) {
    return field.words.some((word) => words.some((other) => sameThing(word, other))) ? 0.75 : 0.5;
  }
  // "quantity" takes "suggestedQuantity", never the other way round.
  const tail = field.words.slice(-words.length).join(' ') === words.join(' ');
  return tail && !VAGUE.has(target.name) && /^(?:number|integer|string)$/.test(field.type) ? 0.7 : 0;
}

function sameNameScore(target: Target, field: Field, source: Source): number {
  if (!VAGUE.has(target.name)) return 1;
  if (field.path.length > 1) return 0;
  if (source.entities.some((entity) => target.entities.includes(entity))) return 0.75;
  // A name or subject of something else is better than none.
  return NAMING.test(target.name) ? 0.6 : 0;
}

function listScore(target: Target, field: Field, source: Source): number {
  const wanted = itemShape(target);
  if (field.type === 'array' && !field.many) return wholeListScore(target, field, wanted, source);
  // deliveryIds from listDeliveries.items[].deliveryId
  const singular = target.name.replace(/s$/, '');
  return field.many && typeOf(wanted) === field.type && field.name === singular && singular !== target.name ? 0.85 : 0;
}

/** A list fits when its items have all that the wanted ones need. */
function wholeListScore(target: Target, field: Field, wanted: Shape, source: Source): number {
  const offered = shapeOf(field.shape.items, source.schema);
  const named = field.name === target.name;
  if (typeOf(wanted) !== 'object' && typeOf(offered) !== 'object')
    return named && typeOf(wanted) === typeOf(offered) ? 0.95 : 0;
  const needed = requiredOf(wanted);
  if (!needed.every((name) => Object.hasOwn(propertiesOf(offered), name))) return 0;
  if (named) return 1;
  return needed.length > 0 ? 0.8 : 0;
}

function compatible(target: Shape, field: Field): boolean {
  const wanted = isMoney(target) ? 'money' : typeOf(target);
  if (wanted === 'any' || field.type === 'any' || wanted === field.type) return formatsAgree(target, field.shape);
  return wanted === 'number' && field.type === 'integer';
}

/** A date is no free text, an email address no name. */
function formatsAgree(target: Shape, offered: Shape): boolean {
  const wanted = target.format;
  const given = offered.format;
  return wanted === undefined || given === undefined || wanted === given;
}
