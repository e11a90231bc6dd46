import type { JsonSchema } from '../../catalog.ts';
import { canonicalJson, sameJson } from '../same-json.ts';
import type { SchemaChange } from './schema-change.ts';
import { readSchema, type SchemaNode } from './schema-node.ts';

/** Deeper parts of recursive schemas are not compared. */
const MAX_DEPTH = 24;

/**
 * How the values that one JSON Schema allows differ from those of another, part by part. A part that cannot be compared
 * exactly (alternatives, patterns) counts as both narrower and wider when it differs. New optional properties are told
 * but neither narrow nor widen: JSON Schemas are open by nature.
 */
export function compareSchemas(before: JsonSchema, after: JsonSchema): SchemaChange[] {
  return [...new Comparer(before, after).compare(before, after, [])];
}

class Comparer {
  private readonly before: JsonSchema;
  private readonly after: JsonSchema;

  constructor(before: JsonSchema, after: JsonSchema) {
    this.before = before;
    this.after = after;
  }

  *compare(before: unknown, after: unknown, path: readonly string[]): Generator<SchemaChange> {
    if (path.length > MAX_DEPTH) return;
    if (sameJson(before, after) && sameJson(this.before, this.after)) return;
    const [old, current] = [readSchema(before, this.before), readSchema(after, this.after)];
    yield* compareTypes(old, current, path);
    yield* compareValues(old, current, path);
    yield* compareConstraints(old, current, path);
    yield* this.properties(old, current, path);
    if (old.items !== undefined && current.items !== undefined) {
      yield* this.compare(old.items, current.items, [...path, '[]']);
    }
    if (old.others !== undefined && current.others !== undefined) {
      yield* this.compare(old.others, current.others, [...path, '*']);
    }
  }

  private *properties(old: SchemaNode, current: SchemaNode, path: readonly string[]): Generator<SchemaChange> {
    if (!old.closed && current.closed) {
      yield { kind: 'closed', path, words: 'no longer takes other properties', narrows: true, widens: false };
    }
    for (const name of Object.keys(old.properties)) {
      const inner = [...path, name];
      if (!Object.hasOwn(current.properties, name)) {
        yield { kind: 'property_removed', path: inner, words: 'is gone', narrows: current.closed, widens: true };
      } else {
        yield* compareRequired(name, old, current, inner);
        yield* this.compare(old.properties[name], current.properties[name], inner);
      }
    }
    for (const name of Object.keys(current.properties)) {
      if (Object.hasOwn(old.properties, name)) continue;
      const required = current.required.has(name);
      const words = required ? 'is new and required' : 'is new';
      yield { kind: 'property_added', path: [...path, name], words, narrows: required, widens: false };
    }
  }
}

function* compareRequired(
  name: string,
  old: SchemaNode,
  current: SchemaNode,
  path: readonly string[],
): Generator<SchemaChange> {
  const [was, is] = [old.required.has(name), current.required.has(name)];
  if (!was && is) yield { kind: 'now_required', path, words: 'is now required', narrows: true, widens: false };
  if (was && !is) {
    yield { kind: 'no_longer_required', path, words: 'may be missing now', narrows: false, widens: true };
  }
}

function* compareTypes(old: SchemaNode, current: SchemaNode, path: readonly string[]): Generator<SchemaChange> {
  const narrows = lacks(current.types, old.types);
  const widens = lacks(old.types, current.types);
  if (!narrows && !widens) return;
  const words = `is ${typeWords(current.types)} instead of ${typeWords(old.types)}`;
  yield { kind: 'type_changed', path, words, narrows, widens };
}

/** True when `types` does not have all of `wanted`; a whole number is a number. */
function lacks(types: ReadonlySet<string> | undefined, wanted: ReadonlySet<string> | undefined): boolean {
  if (types === undefined) return false;
  if (wanted === undefined) return true;
  return [...wanted].some((type) => !types.has(type) && !(type === 'integer' && types.has('number')));
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'null',
};

function typeWords(types: ReadonlySet<string> | undefined): string {
  if (types === undefined) return 'anything';
  return [...types].map((type) => TYPE_WORDS[type] ?? type).join(' or ') || 'nothing';
}

function* compareValues(old: SchemaNode, current: SchemaNode, path: readonly string[]): Generator<SchemaChange> {
  const [was, is] = [keysOf(old.values), keysOf(current.values)];
  if (was && is) {
    const gone = [...was].filter((value) => !is.has(value));
    const come = [...is].filter((value) => !was.has(value));
    if (gone.length + come.length === 0) return;
    const parts = [gone.length > 0 && `loses ${gone.join(', ')}`, come.length > 0 && `gains ${come.join(', ')}`];
    const words = parts.filter(Boolean).join(' and ');
    yield { kind: 'values_changed', path, words, narrows: gone.length > 0, widens: come.length > 0 };
  } else if (is) {
    const words = `takes nothing but ${[...is].join(', ')}`;
    yield { kind: 'values_changed', path, words, narrows: true, widens: false };
  } else if (was) yield { kind: 'values_changed', path, words: 'takes other values too', narrows: false, widens: true };
}

function keysOf(values: readonly unknown[] | undefined): Set<string> | undefined {
  return values && new Set(values.map(canonicalJson));
}

/** Keywords whose larger value allows less (1), whose smaller value allows less (-1), or that just differ (0). */
const CONSTRAINTS: Readonly<Record<string, 1 | -1 | 0>> = {
  minimum: 1,
  exclusiveMinimum: 1,
  minLength: 1,
  minItems: 1,
  minProperties: 1,
  maximum: -1,
  exclusiveMaximum: -1,
  maxLength: -1,
  maxItems: -1,
  maxProperties: -1,
  pattern: 0,
  format: 0,
  multipleOf: 0,
  uniqueItems: 0,
  anyOf: 0,
  oneOf: 0,
  not: 0,
};

function* compareConstraints(old: SchemaNode, current: SchemaNode, path: readonly string[]): Generator<SchemaChange> {
  for (const [keyword, direction] of Object.entries(CONSTRAINTS)) {
    const [was, is] = [old.keywords[keyword], current.keywords[keyword]];
    if (sameJson(was, is)) continue;
    const both = typeof was === 'number' && typeof is === 'number' && direction !== 0;
    const narrows = is !== undefined && (!both || (is - was) * direction > 0);
    const widens = was !== undefined && (!both || (is - was) * direction < 0);
    yield { kind: 'constraint_changed', path, words: constraintWords(keyword, was, is), narrows, widens };
  }
}

function constraintWords(keyword: string, was: unknown, is: unknown): string {
  const show = (value: unknown) => (typeof value === 'object' ? 'other alternatives' : String(value));
  if (was === undefined) return `has ${keyword} ${show(is)}`;
  if (is === undefined) return `has no ${keyword} any more`;
  return `has ${keyword} ${show(is)} instead of ${show(was)}`;
}
