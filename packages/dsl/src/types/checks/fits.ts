import { isNever, Kind, meetTypes, overlaps, printType, propertyOf, resolveSlot, type Type } from '@parley/jq';
import { pathWords } from '../../compare/schema/schema-change.ts';
import { withoutNull } from '../domain.ts';

/** A part of a value that can certainly not be what it has to be. */
export interface Misfit {
  /** Steps from the value to the part; `[]` stands for an item. */
  readonly path: readonly string[];
  readonly given: Type;
  readonly wanted: Type;
  /** The part is not there at all. */
  readonly missing: boolean;
}

/** Nesting that is looked into for the part that does not fit. */
const MAX_DEPTH = 8;

/**
 * Why no value of a type, null aside, is one of another; undefined when one may be. What can be null is judged by its
 * other values, because null is a value that is not there.
 */
export function misfit(given: Type, wanted: Type): Misfit | undefined {
  const present = withoutNull(given);
  if (isNever(present)) {
    return wanted.kinds & Kind.null ? undefined : { path: [], given, wanted, missing: false };
  }
  return overlaps(present, wanted) ? undefined : explain(present, wanted, [], 0);
}

function explain(given: Type, wanted: Type, path: readonly string[], depth: number): Misfit {
  const here: Misfit = { path, given, wanted, missing: false };
  if (depth >= MAX_DEPTH) return here;
  const common = given.kinds & wanted.kinds;
  if (common === Kind.object) return explainObjects(given, wanted, path, depth) ?? here;
  if (common === Kind.array) return explainArrays(given, wanted, path, depth) ?? here;
  return here;
}

function explainObjects(given: Type, wanted: Type, path: readonly string[], depth: number): Misfit | undefined {
  if (wanted.objects?.length !== 1) return undefined;
  for (const [name, property] of wanted.objects[0]!.properties) {
    const expected = resolveSlot(property.type);
    const actual = propertyOf(given, name);
    if (property.required && isNever(withoutNull(actual)) && !(expected.kinds & Kind.null)) {
      return { path: [...path, name], given: actual, wanted: expected, missing: true };
    }
    if (isNever(withoutNull(actual)) || overlaps(actual, expected)) continue;
    return explain(withoutNull(actual), expected, [...path, name], depth + 1);
  }
  return undefined;
}

function explainArrays(given: Type, wanted: Type, path: readonly string[], depth: number): Misfit | undefined {
  const [left, right] = [given.arrays?.[0], wanted.arrays?.[0]];
  if (!left || !right || given.arrays!.length > 1 || wanted.arrays!.length > 1) return undefined;
  const count = Math.max(left.prefix.length, right.prefix.length) + 1;
  for (let position = 0; position < count; position += 1) {
    const actual = resolveSlot(left.prefix[position] ?? left.rest);
    const expected = resolveSlot(right.prefix[position] ?? right.rest);
    if (isNever(actual) || overlaps(actual, expected)) continue;
    return explain(actual, expected, [...path, '[]'], depth + 1);
  }
  return undefined;
}

/** A type in a message. */
export const typeWords = (type: Type): string => printType(type, { depth: 1, width: 6 });

/** What does not fit, as a sentence about `subject`. */
export function misfitWords(subject: string, { path, given, wanted, missing }: Misfit): string {
  const place = path.length === 0 ? subject : `“${pathWords(path)}” in ${subject}`;
  if (missing) return `${place} is missing`;
  if (listForItem(given, wanted)) return `${place} is a list, ${typeWords(wanted)} is wanted: give one item`;
  if (itemForList(given, wanted)) return `${place} is ${typeWords(given)}, a list is wanted: ${typeWords(wanted)}`;
  return `${place} is ${typeWords(given)}, ${typeWords(wanted)} is wanted`;
}

const listForItem = (given: Type, wanted: Type): boolean =>
  given.kinds === Kind.array && (withoutNull(wanted).kinds & Kind.array) === 0;
const itemForList = (given: Type, wanted: Type): boolean =>
  (given.kinds & Kind.array) === 0 && withoutNull(wanted).kinds === Kind.array;

/** True when the values are numbers, some of them perhaps not whole, where only whole ones are taken. */
export function mayHaveFraction(given: Type, wanted: Type): boolean {
  const takes = withoutNull(wanted);
  if (takes.kinds !== Kind.number || !takes.numbers?.integer || withoutNull(given).kinds !== Kind.number) return false;
  return given.numbers === undefined || !given.numbers.integer;
}

/** Formats of which no text has two. */
const APART = new Set(['date', 'time', 'date-time', 'duration', 'email', 'uuid', 'uri', 'ipv4', 'ipv6']);

/** The formats of two texts, when no text has both. */
export function formatsApart(given: Type, wanted: Type): readonly [string, string] | undefined {
  const from = given.strings?.format;
  const to = wanted.strings?.format;
  if (withoutNull(wanted).kinds !== Kind.string || from === undefined || to === undefined || from === to)
    return undefined;
  return APART.has(from) && APART.has(to) ? [from, to] : undefined;
}

/** What is left of a type once it has been validated as another. */
export const validated = (given: Type, schema: Type): Type => {
  const both = meetTypes(given, schema);
  return isNever(both) ? schema : both;
};
