import { add } from '../operators/arithmetic.ts';
import { compileRegex, type Regex, testRegex } from '../regex/regex.ts';
import { Subject } from '../regex/subject.ts';
import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { isArray, kindOf } from '../values/kind.ts';
import { type MutableObject, setKey } from '../values/object.ts';
import { type Natives, typeError } from './native.ts';

/** One match: bounds of the whole and of each group, in code points. */
type Bounds = readonly number[];

interface Search {
  readonly regex: Regex;
  readonly subject: Subject;
}

/** The regular expression for a text; raises where one of the three cannot be used. */
function regexFor(input: Json, pattern: Json, flags: Json): Regex {
  if (typeof input !== 'string') return typeError(input, 'cannot be matched, as it is not a string');
  if (typeof pattern !== 'string') return typeError(pattern, 'is not a string');
  if (flags !== null && typeof flags !== 'string') return typeError(flags, 'is not a string');
  charge(1 + input.length / 16);
  return compileRegex(pattern, flags ?? '');
}

function prepare(input: Json, pattern: Json, flags: Json): Search {
  const regex = regexFor(input, pattern, flags);
  const subject = new Subject(input as string);
  regex.matcher.begin(subject);
  return { regex, subject };
}

/** All matches, or the first one without the `g` flag. */
function findAll({ regex, subject }: Search): Bounds[] {
  const found: Bounds[] = [];
  for (let from = 0; from <= subject.length; ) {
    const bounds = regex.matcher.find(from);
    if (bounds === null) break;
    charge(4 + bounds.length * 3);
    found.push(bounds);
    if (!regex.global) break;
    from = bounds[1]! === bounds[0]! ? bounds[1]! + 1 : bounds[1]!;
  }
  return found;
}

function test(input: Json, pattern: Json, flags: Json): boolean {
  return testRegex(regexFor(input, pattern, flags), input as string);
}

/** A pattern alone, or `[pattern]`, or `[pattern, flags]`. */
function withFlags<T>(value: Json, use: (pattern: Json, flags: Json) => T): T {
  if (typeof value === 'string') return use(value, null);
  if (isArray(value) && value.length > 0) return use(value[0]!, value[1] ?? null);
  return raise(`${kindOf(value)} not a string or array`);
}

function matches(input: Json, pattern: Json, flags: Json): Json[] {
  const search = prepare(input, pattern, flags);
  return findAll(search).map((bounds) => matchObject(search, bounds));
}

function matchObject(search: Search, bounds: Bounds): Json {
  const [start, end] = bounds as [number, number];
  return {
    offset: start,
    length: end - start,
    string: search.subject.slice(start, end),
    captures: search.regex.program.groups.map((name, i) => captureObject(search.subject, bounds, i + 1, name)),
  };
}

/** A group of a match; those of an empty match are taken for empty, and keys are in jq's order. */
function captureObject(subject: Subject, bounds: Bounds, group: number, name: string | null): Json {
  const start = bounds[2 * group]!;
  const end = bounds[2 * group + 1]!;
  if (start < 0 || end < 0) return { offset: -1, string: null, length: 0, name };
  if (bounds[0] === bounds[1]) return { offset: bounds[0]!, string: '', length: 0, name };
  if (start === end) return { offset: start, string: '', length: 0, name };
  return { offset: start, length: end - start, string: subject.slice(start, end), name };
}

/** The named groups of a match as an object. */
function namedGroups({ regex, subject }: Search, bounds: Bounds): Json {
  const object: MutableObject = {};
  regex.program.groups.forEach((name, i) => {
    if (name !== null) setKey(object, name, textOfGroup(subject, bounds, i + 1));
  });
  return object;
}

function textOfGroup(subject: Subject, bounds: Bounds, group: number): string | null {
  const start = bounds[2 * group]!;
  const end = bounds[2 * group + 1]!;
  if (start < 0 || end < 0) return null;
  return bounds[0] === bounds[1] ? '' : subject.slice(start, end);
}

function captures(input: Json, pattern: Json, flags: Json): Json[] {
  const search = prepare(input, pattern, flags);
  return findAll(search).map((bounds) => namedGroups(search, bounds));
}

function scan(input: Json, pattern: Json, flags: Json): Json[] {
  const search = prepare(input, pattern, add('g', flags));
  const { subject, regex } = search;
  return findAll(search).map((bounds) => {
    if (regex.program.groups.length === 0) return subject.slice(bounds[0]!, bounds[1]!);
    return regex.program.groups.map((_, i) => textOfGroup(subject, bounds, i + 1));
  });
}

function splits(input: Json, pattern: Json, flags: Json): Json[] {
  const search = prepare(input, pattern, add(flags, 'g'));
  const parts: Json[] = [];
  let from = 0;
  for (const bounds of findAll(search)) {
    parts.push(search.subject.slice(from, bounds[0]!));
    from = bounds[1]!;
  }
  parts.push(search.subject.slice(from, search.subject.length));
  return parts;
}

/**
 * What `sub` needs of each match: `[text before it since the last match, its named groups]`, and at the end the text after
 * the last one.
 */
function edits(input: Json, pattern: Json, flags: Json): Json[] {
  const search = prepare(input, pattern, flags);
  const found: Json[] = [];
  let from = 0;
  for (const bounds of findAll(search)) {
    found.push([search.subject.slice(from, bounds[0]!), namedGroups(search, bounds)]);
    from = bounds[1]!;
  }
  found.push(search.subject.slice(from, search.subject.length));
  return found;
}

/** Builtins about regular expressions. Those with `_` in front give all results in an array. */
export const REGEX_FUNCTIONS: Natives = {
  'test/1': (input, pattern) =>
    typeof pattern === 'string' ? test(input, pattern, null) : withFlags(pattern!, (p, flags) => test(input, p, flags)),
  'test/2': (input, pattern, flags) => test(input, pattern!, flags!),
  '_match/1': (input, pattern) => withFlags(pattern!, (p, flags) => matches(input, p, flags)),
  '_match/2': (input, pattern, flags) => matches(input, pattern!, flags!),
  '_capture/1': (input, pattern) => withFlags(pattern!, (p, flags) => captures(input, p, flags)),
  '_capture/2': (input, pattern, flags) => captures(input, pattern!, flags!),
  '_scan/2': (input, pattern, flags) => scan(input, pattern!, flags!),
  '_splits/2': (input, pattern, flags) => splits(input, pattern!, flags!),
  '_edits/2': (input, pattern, flags) => edits(input, pattern!, flags!),
};
