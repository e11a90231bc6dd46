import { isObject } from '@parley/kernel';
import { nearest } from '../diagnostics/nearest.ts';
import { childPointer } from '../parse/pointer.ts';
import { alternatives, quote } from './describe.ts';
import { DATA, type Field, type ObjectShape } from './shape.ts';
import type { Scope } from './site.ts';
import { type Walk, wrongType } from './walk.ts';

type Owner = Readonly<Record<string, unknown>>;

/** Checks a construct with a fixed set of properties; a misspelt property is checked as the one it is nearest to. */
export function walkObject(walk: Walk, shape: ObjectShape, value: unknown, pointer: string, scope: Scope) {
  if (!isObject(value)) return wrongType(walk, `a map for ${shape.title}`, value, pointer);
  walk.sink.construct({ pointer, shape });
  const present = identify(walk, shape, value, pointer);
  const owner = correct(value, present);
  for (const [name, key] of present) {
    const field = shape.fields[name]!;
    const own = childPointer(pointer, key);
    if (field.renamedTo !== undefined) renamed(walk, field.renamedTo, own);
    walk.step(field.shape, value[key], own, fieldScope(field, owner, scope));
  }
  if (shape.open === 'data') walkRest(walk, value, pointer, scope, new Set(present.values()));
  checkTogether(walk, shape, owner, pointer, present);
}

/** The keys of a construct by the properties they stand for, in the order they are written. */
function identify(walk: Walk, shape: ObjectShape, value: Owner, pointer: string): Map<string, string> {
  const present = new Map<string, string>();
  for (const key of Object.keys(value)) {
    const name = Object.hasOwn(shape.fields, key) ? key : unknownKey(walk, shape, value, key, pointer, present);
    if (name !== undefined) present.set(name, key);
  }
  return present;
}

/** The construct with its misspelt keys put right. */
function correct(value: Owner, present: ReadonlyMap<string, string>): Owner {
  let slips = 0;
  for (const [name, key] of present) if (name !== key) slips += 1;
  if (slips === 0) return value;
  const names = new Map([...present].map(([name, key]) => [key, name]));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [names.get(key) ?? key, part]));
}

function walkRest(walk: Walk, value: Owner, pointer: string, scope: Scope, known: ReadonlySet<string>): void {
  for (const key of Object.keys(value)) {
    if (!known.has(key)) walk.step(DATA, value[key], childPointer(pointer, key), scope);
  }
}

function fieldScope(field: Field, owner: Owner, scope: Scope): Scope {
  const variables = field.variables?.(owner);
  if (field.stage === undefined && variables === undefined) return scope;
  return {
    ...scope,
    stage: field.stage ?? scope.stage,
    variables: variables ? [...scope.variables, ...variables] : scope.variables,
  };
}

/** Reports a key that is no property and tells which property it stands for, if that is clear. */
function unknownKey(
  walk: Walk,
  shape: ObjectShape,
  value: Owner,
  key: string,
  pointer: string,
  present: ReadonlyMap<string, string>,
): string | undefined {
  const free = Object.keys(shape.fields).filter((name) => !Object.hasOwn(value, name) && !present.has(name));
  const required = free.filter((name) => shape.fields[name]!.required);
  if (shape.open && nearest(key, required) === undefined) return undefined;
  const near = nearest(key, required) ?? nearest(key, free);
  walk.sink.finding({
    code: 'unknown_property',
    pointer: childPointer(pointer, key),
    atKey: true,
    message: `${capital(shape.title)} has no property ${quote(key)}`,
    ...(near !== undefined
      ? { hint: `Did you mean ${near}?`, replacement: near }
      : { hint: `It can have ${alternatives(Object.keys(shape.fields))}.` }),
  });
  return near;
}

function renamed(walk: Walk, name: string, pointer: string): void {
  const message = `This property is now called ${name}`;
  walk.sink.finding({ code: 'renamed_property', pointer, atKey: true, message, replacement: name });
}

/** Properties that are missing, exclude each other or need each other. */
function checkTogether(
  walk: Walk,
  shape: ObjectShape,
  value: Owner,
  pointer: string,
  present: ReadonlyMap<string, string>,
): void {
  for (const name of shape.required) {
    if (!present.has(name)) missing(walk, shape, [name], pointer);
  }
  checkGroups(walk, shape, pointer, present);
  checkNeeds(walk, shape, pointer, present);
  if (shape.min !== undefined && Object.keys(value).length < shape.min) {
    walk.sink.finding({
      code: 'too_few_items',
      pointer,
      message: `${capital(shape.title)} needs at least one property`,
    });
  }
  const broken = shape.rule?.(value);
  if (!broken) return;
  const { key, ...problem } = broken;
  walk.sink.finding({ ...problem, pointer: key === undefined ? pointer : childPointer(pointer, key) });
}

function checkGroups(walk: Walk, shape: ObjectShape, pointer: string, present: ReadonlyMap<string, string>): void {
  for (const group of shape.oneOf ?? []) {
    const there = group.filter((name) => present.has(name));
    if (there.length === 0) missing(walk, shape, group, pointer);
    if (there.length > 1) exclusive(walk, shape, there, present, pointer);
  }
  for (const group of shape.anyOf ?? []) {
    if (!group.some((name) => present.has(name))) missing(walk, shape, group, pointer);
  }
}

function checkNeeds(walk: Walk, shape: ObjectShape, pointer: string, present: ReadonlyMap<string, string>): void {
  if (!shape.needs) return;
  for (const [name, needed] of Object.entries(shape.needs)) {
    if (!present.has(name) || present.has(needed)) continue;
    walk.sink.finding({
      code: 'conflicting_properties',
      pointer: childPointer(pointer, present.get(name)!),
      atKey: true,
      message: `"${name}" goes with "${needed}" only`,
    });
  }
}

function missing(walk: Walk, shape: ObjectShape, names: readonly string[], pointer: string): void {
  const message = `${capital(shape.title)} needs ${alternatives(names.map(quote))}`;
  walk.sink.finding({ code: 'missing_property', pointer, atKey: true, message });
}

function exclusive(
  walk: Walk,
  shape: ObjectShape,
  names: readonly string[],
  present: ReadonlyMap<string, string>,
  pointer: string,
): void {
  walk.sink.finding({
    code: 'conflicting_properties',
    pointer: childPointer(pointer, present.get(names[1]!)!),
    atKey: true,
    message: `${capital(shape.title)} has one of ${names.join(' and ')}, not both`,
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
