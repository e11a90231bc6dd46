import type { JsonSchema } from '@parley/dsl';
import { isObject, type Json } from '@parley/kernel';

/** One way to make an answer lead a workflow elsewhere. Properties are meant by name, wherever they are. */
export type Steering =
  | { readonly kind: 'flip'; readonly property: string }
  | { readonly kind: 'choose'; readonly property: string; readonly value: Json }
  | { readonly kind: 'empty' }
  | { readonly kind: 'low' | 'high' };

/** Where steering looks: a few levels are enough for what a condition can ask. */
const MAX_DEPTH = 4;
const MAX_VARIANTS = 8;
const MAX_CHOICES = 5;

type Keywords = Readonly<Record<string, unknown>>;
type Visit = (name: string, schema: Keywords, value: unknown) => void;

/**
 * The ways worth trying to steer a value of `schema`, the likeliest first: flags, empty lists, other choices of enums,
 * small and large numbers. At most seven, which with the plain value makes eight variants.
 */
export function steeringsOf(schema: JsonSchema, value: Json): Steering[] {
  const flips = new Map<string, Steering>();
  const choices: Steering[] = [];
  const chosen = new Set<string>();
  let hasList = false;
  let hasNumber = false;
  visit(schema, value, schema, 0, (name, sub, item) => {
    if (typeof item === 'boolean') flips.set(name, { kind: 'flip', property: name });
    else if (Array.isArray(item)) hasList ||= item.length > 0 && Number(sub.minItems ?? 0) === 0;
    else if (typeof item === 'number') hasNumber = true;
    if (!Array.isArray(sub.enum) || typeof item === 'boolean' || chosen.has(name)) return;
    chosen.add(name);
    const others = (sub.enum as Json[]).filter((other) => other !== item).slice(0, MAX_CHOICES);
    choices.push(...others.map((other): Steering => ({ kind: 'choose', property: name, value: other })));
  });
  const all: Steering[] = [
    ...flips.values(),
    ...(hasList ? [{ kind: 'empty' } as const] : []),
    ...choices,
    ...(hasNumber ? ([{ kind: 'low' }, { kind: 'high' }] as const) : []),
  ];
  return all.slice(0, MAX_VARIANTS - 1);
}

/** `value` as the steering wants it; still fits the schema. */
export function steer(schema: JsonSchema, value: Json, steering: Steering): Json {
  return change(schema, value, schema, 0, '', steering);
}

function change(schema: JsonSchema, value: Json, root: JsonSchema, depth: number, name: string, how: Steering): Json {
  const own = keywordsOf(schema, root);
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    if (how.kind === 'empty' && Number(own.minItems ?? 0) === 0) return [];
    const items = (own.items ?? {}) as JsonSchema;
    return value.map((item: Json) => change(items, item, root, depth + 1, name, how));
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value as Readonly<Record<string, Json>>).map(([key, item]) => [
        key,
        change(propertyOf(own, key, root), item, root, depth + 1, key, how),
      ]),
    );
  }
  return changeLeaf(own, value, name, how);
}

function changeLeaf(schema: Keywords, value: Json, name: string, how: Steering): Json {
  if (how.kind === 'flip') return how.property === name && typeof value === 'boolean' ? !value : value;
  if (how.kind === 'choose') {
    const fits = how.property === name && Array.isArray(schema.enum) && schema.enum.includes(how.value);
    return fits ? how.value : value;
  }
  if (how.kind === 'empty' || typeof value !== 'number' || schema.enum !== undefined) return value;
  return how.kind === 'low' ? lowest(schema, value) : highest(schema, value);
}

const step = (schema: Keywords) => Number(schema.multipleOf ?? 1);

function lowest(schema: Keywords, value: number): number {
  if (schema.minimum !== undefined) return Number(schema.minimum);
  return schema.exclusiveMinimum !== undefined ? Number(schema.exclusiveMinimum) + step(schema) : Math.min(0, value);
}

function highest(schema: Keywords, value: number): number {
  if (schema.maximum !== undefined) return Number(schema.maximum);
  if (schema.exclusiveMaximum !== undefined) return Number(schema.exclusiveMaximum) - step(schema);
  return Math.max(Math.abs(value), step(schema)) * 1000;
}

/** Visits every value of a tree with its schema and the name of its property, level by level. */
function visit(schema: JsonSchema, value: unknown, root: JsonSchema, depth: number, see: Visit): void {
  let level: [string, JsonSchema, unknown][] = [['', schema, value]];
  for (let at = depth; at <= MAX_DEPTH && level.length > 0; at += 1) {
    const next: typeof level = [];
    for (const [name, sub, item] of level) {
      const own = keywordsOf(sub, root);
      see(name, own, item);
      if (Array.isArray(item))
        next.push(
          ...item
            .slice(0, 1)
            .map((first): [string, JsonSchema, unknown] => [name, (own.items ?? {}) as JsonSchema, first]),
        );
      else if (isObject(item))
        for (const [key, child] of Object.entries(item)) next.push([key, propertyOf(own, key, root), child]);
    }
    level = next;
  }
}

/** A schema's keywords with those of its reference and parts; of alternatives, those of the first. */
function keywordsOf(schema: JsonSchema, root: JsonSchema): Keywords {
  if (!isObject(schema)) return {};
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/$defs/', '') : undefined;
  const defs = isObject(root) && isObject(root.$defs) ? root.$defs : {};
  const target = name !== undefined && isObject(defs[name]) ? defs[name] : {};
  const alternatives = (schema.oneOf ?? schema.anyOf) as JsonSchema[] | undefined;
  const first = alternatives?.find((item) => isObject(item) && item.type !== 'null');
  const parts = [...((schema.allOf as JsonSchema[] | undefined) ?? []), ...(first === undefined ? [] : [first])];
  return Object.assign({}, target, ...parts.filter(isObject), schema) as Keywords;
}

function propertyOf(schema: Keywords, name: string, root: JsonSchema): JsonSchema {
  const holders = [schema, ...((schema.allOf as JsonSchema[] | undefined) ?? []).map((part) => keywordsOf(part, root))];
  for (const { properties } of holders) {
    if (isObject(properties) && Object.hasOwn(properties, name)) return properties[name] as JsonSchema;
  }
  return isObject(schema.additionalProperties) ? schema.additionalProperties : {};
}
