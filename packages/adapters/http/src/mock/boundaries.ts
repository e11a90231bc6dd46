import type { JsonSchema } from '@parley/dsl';
import { validateJson } from '@parley/engine';
import { isObject, type Json } from '@parley/kernel';
import { sampleOf } from './sample.ts';

const MAX_BOUNDARIES = 12;
const MAX_DEPTH = 3;

interface Boundary {
  readonly name: string;
  readonly value: Json;
}

/**
 * Values of a schema that differ from its sample in one place each: a list or text that is empty, a number that is zero,
 * a property that is left out. Only those that fit the schema, the outermost first.
 */
export function boundariesOf(schema: JsonSchema): Boundary[] {
  const sample = sampleOf(schema);
  const found: Boundary[] = [];
  for (const { path, value } of places(sample)) {
    const fitting = boundariesAt(sample, path, value).filter(
      (boundary) => validateJson(boundary.value, schema).length === 0,
    );
    found.push(...fitting);
    if (found.length >= MAX_BOUNDARIES) break;
  }
  return found.slice(0, MAX_BOUNDARIES);
}

interface Place {
  readonly path: readonly string[];
  readonly value: Json;
}

/** The properties of a value and of those within it, level by level. */
function* places(sample: Json): Generator<Place> {
  let level: Place[] = [{ path: [], value: sample }];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    level = level.flatMap(({ path, value }) =>
      Object.entries(isObject(value) ? value : {}).map(([name, inner]) => ({
        path: [...path, name],
        value: inner as Json,
      })),
    );
    yield* level;
  }
}

function boundariesAt(sample: Json, path: readonly string[], value: Json): Boundary[] {
  const name = path.join('.');
  const missing = { name: `“${name}” is missing`, value: changed(sample, path, undefined) };
  const empty = emptyOf(value);
  return empty
    ? [{ name: `“${name}” is ${empty.words}`, value: changed(sample, path, empty.value) }, missing]
    : [missing];
}

function emptyOf(value: Json): { readonly words: string; readonly value: Json } | undefined {
  if (Array.isArray(value)) return value.length > 0 ? { words: 'an empty list', value: [] } : undefined;
  if (typeof value === 'number') return value === 0 ? undefined : { words: '0', value: 0 };
  return typeof value === 'string' && value !== '' ? { words: 'empty', value: '' } : undefined;
}

/** A copy with another value at `path`, or without it. */
function changed(value: Json, [name, ...rest]: readonly string[], to: Json | undefined): Json {
  const entries = Object.entries(value as Record<string, Json>);
  const replaced = entries.flatMap(([key, inner]): [string, Json][] => {
    if (key !== name) return [[key, inner]];
    if (rest.length > 0) return [[key, changed(inner, rest, to)]];
    return to === undefined ? [] : [[key, to]];
  });
  return Object.fromEntries(replaced);
}
