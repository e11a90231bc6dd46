import type { JsonSchema } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { escapeStep } from '../pointer.ts';
import { fitsFormat } from './formats.ts';
import { fitsPattern } from './pattern.ts';
import { describe, type Violation } from './values.ts';

type Keywords = Readonly<Record<string, unknown>>;

/** Checks a part of a value. */
export type Inspect = (value: unknown, schema: JsonSchema, pointer: string) => void;

const number = (keywords: Keywords, name: string) =>
  typeof keywords[name] === 'number' ? (keywords[name] as number) : undefined;

export function checkString(value: string, schema: Keywords, pointer: string, found: Violation[]): void {
  checkSize(value.length, schema, 'Length', 'characters', pointer, found);
  if (typeof schema.pattern === 'string' && !fitsPattern(value, schema.pattern)) {
    found.push({ pointer, message: `must fit the pattern ${schema.pattern}, but is ${describe(value)}` });
  }
  if (typeof schema.format === 'string' && !fitsFormat(value, schema.format)) {
    found.push({ pointer, message: `must be a ${schema.format}, but is ${describe(value)}` });
  }
}

export function checkNumber(value: number, schema: Keywords, pointer: string, found: Violation[]): void {
  const fail = (rule: string) => found.push({ pointer, message: `must be ${rule}, but is ${value}` });
  const minimum = number(schema, 'minimum');
  const maximum = number(schema, 'maximum');
  const above = number(schema, 'exclusiveMinimum');
  const below = number(schema, 'exclusiveMaximum');
  const step = number(schema, 'multipleOf');
  if (minimum !== undefined && value < minimum) fail(`at least ${minimum}`);
  if (maximum !== undefined && value > maximum) fail(`at most ${maximum}`);
  if (above !== undefined && value <= above) fail(`more than ${above}`);
  if (below !== undefined && value >= below) fail(`less than ${below}`);
  if (step !== undefined && !isMultiple(value, step)) fail(`a multiple of ${step}`);
}

/** Tolerates what binary fractions lose: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 * Math.max(1, Math.abs(quotient));
}

export function checkArray(
  value: readonly unknown[],
  schema: Keywords,
  pointer: string,
  found: Violation[],
  inspect: Inspect,
): void {
  checkSize(value.length, schema, 'Items', 'items', pointer, found);
  if (schema.uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length) {
    found.push({ pointer, message: 'must not hold the same item twice' });
  }
  const prefix = Array.isArray(schema.prefixItems) ? (schema.prefixItems as JsonSchema[]) : [];
  for (const [index, item] of value.entries()) {
    const itemSchema = prefix[index] ?? (schema.items as JsonSchema | undefined);
    if (itemSchema !== undefined) inspect(item, itemSchema, `${pointer}/${index}`);
  }
}

export function checkObject(
  value: Readonly<Record<string, unknown>>,
  schema: Keywords,
  pointer: string,
  found: Violation[],
  inspect: Inspect,
): void {
  checkSize(Object.keys(value).length, schema, 'Properties', 'properties', pointer, found);
  const properties = isObject(schema.properties) ? schema.properties : {};
  for (const name of Array.isArray(schema.required) ? (schema.required as string[]) : []) {
    if (!Object.hasOwn(value, name)) found.push({ pointer: `${pointer}/${escapeStep(name)}`, message: 'is missing' });
  }
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const place = `${pointer}/${escapeStep(name)}`;
    if (Object.hasOwn(properties, name)) inspect(item, properties[name] as JsonSchema, place);
    else checkOther(name, item, schema, place, found, inspect);
  }
}

/** A property that `properties` does not name. */
function checkOther(
  name: string,
  item: unknown,
  schema: Keywords,
  place: string,
  found: Violation[],
  inspect: Inspect,
): void {
  const patterns = Object.entries(isObject(schema.patternProperties) ? schema.patternProperties : {});
  const matching = patterns.filter(([pattern]) => fitsPattern(name, pattern));
  for (const [, sub] of matching) inspect(item, sub as JsonSchema, place);
  if (matching.length > 0 || schema.additionalProperties === undefined) return;
  if (schema.additionalProperties === false) {
    const known = Object.keys(isObject(schema.properties) ? schema.properties : {});
    const hint = known.length === 0 ? 'nothing is' : `known are ${known.slice(0, 20).join(', ')}`;
    found.push({ pointer: place, message: `is not known; ${hint}` });
  } else inspect(item, schema.additionalProperties as JsonSchema, place);
}

function checkSize(
  size: number,
  schema: Keywords,
  keyword: 'Length' | 'Items' | 'Properties',
  unit: string,
  pointer: string,
  found: Violation[],
): void {
  const min = number(schema, `min${keyword}`);
  const max = number(schema, `max${keyword}`);
  if (min !== undefined && size < min)
    found.push({ pointer, message: `must have at least ${min} ${unit}, but has ${size}` });
  if (max !== undefined && size > max)
    found.push({ pointer, message: `must have at most ${max} ${unit}, but has ${size}` });
}
