import { isObject } from '@parley/kernel';
import { nearest } from '../diagnostics/nearest.ts';
import { isExpression } from '../expression/syntax.ts';
import { childPointer } from '../parse/pointer.ts';
import { alternatives, describe, quote } from './describe.ts';
import { pickTaskShape } from './pick-task.ts';
import type {
  AnyShape,
  ListShape,
  MapShape,
  NumberShape,
  PickShape,
  Shape,
  TagShape,
  TextShape,
  UnionShape,
} from './shape.ts';
import type { Finding, Scope, Sink } from './site.ts';
import { type Walk, wrongType } from './walk.ts';
import { walkObject } from './walk-object.ts';

/** Starts a walk. */
export function createWalk(sink: Sink): Walk {
  const walk: Walk = { sink, step: (shape, value, pointer, scope) => step(walk, shape, value, pointer, scope) };
  return walk;
}

type Handler<K extends Shape['kind']> = (
  walk: Walk,
  shape: Extract<Shape, { kind: K }>,
  value: unknown,
  pointer: string,
  scope: Scope,
) => void;

const HANDLERS: { readonly [K in Shape['kind']]: Handler<K> } = {
  text: walkText,
  number: walkNumber,
  boolean(walk, _shape, value, pointer) {
    if (typeof value !== 'boolean') wrongType(walk, 'true or false', value, pointer);
  },
  data: walkData,
  verbatim() {},
  map: walkMap,
  list: walkList,
  union: walkUnion,
  object: walkObject,
  pick(walk, shape, value, pointer, scope) {
    walkObject(walk, hasKey(value, shape) ? shape.present : shape.absent, value, pointer, scope);
  },
  tag(walk, shape, value, pointer, scope) {
    walkObject(walk, pickCase(shape, value), value, pointer, scope);
  },
  task(walk, _shape, value, pointer, scope) {
    const picked = pickTaskShape(walk, value, pointer);
    if (picked) step(walk, picked.shape, picked.value, pointer, scope);
  },
};

function step(walk: Walk, shape: Shape, value: unknown, pointer: string, scope: Scope): void {
  (HANDLERS[shape.kind] as Handler<Shape['kind']>)(walk, shape as never, value, pointer, scope);
}

/** The only key may be misspelt, as long as it is no property of the other shape. */
function hasKey(value: unknown, { key, absent }: PickShape): boolean {
  if (!isObject(value)) return false;
  const [only, ...more] = Object.keys(value);
  if (Object.hasOwn(value, key) || only === undefined) return Object.hasOwn(value, key);
  return more.length === 0 && !Object.hasOwn(absent.fields, only) && nearest(only, [key]) !== undefined;
}

function pickCase(shape: TagShape, value: unknown) {
  const tag = isObject(value) ? value[shape.tag] : undefined;
  return typeof tag === 'string' && Object.hasOwn(shape.cases, tag) ? shape.cases[tag]! : shape.otherwise;
}

function walkText(walk: Walk, shape: TextShape, value: unknown, pointer: string, scope: Scope) {
  if (typeof value !== 'string') return wrongType(walk, shape.expected, value, pointer);
  const { sink } = walk;
  if (shape.defines) sink.definition({ kind: shape.defines, pointer, name: value });
  if (shape.reference) sink.reference({ pointer, kind: shape.reference, name: value, scope });
  if (shape.nonPortable && isExpression(value)) sink.nonPortable(pointer, shape.nonPortable);
  else if (isBrokenExpression(shape, value)) sink.nonPortable(pointer, BROKEN_EXPRESSION);
  const problem = problemOf(shape, value);
  if (problem) sink.finding({ ...problem, pointer });
  else if (shape.mode !== 'literal') sink.expression({ pointer, text: value, mode: shape.mode, scope });
}

function problemOf(shape: TextShape, value: string): Omit<Finding, 'pointer'> | undefined {
  if (shape.values && !shape.values.includes(value)) return wrongWord(shape.values, value);
  return shape.mode === 'template' && isExpression(value) ? undefined : shape.check?.(value);
}

const BROKEN_EXPRESSION = 'The expression goes over several lines, which the standard does not allow here.';

/** The official schema wants `${ }` on one line wherever it tells an expression from something else. */
function isBrokenExpression(shape: TextShape, value: string): boolean {
  const told = shape.mode === 'marked' || (shape.mode === 'template' && shape.check !== undefined);
  return told && isExpression(value) && /[\n\r\u2028\u2029]/.test(value.trim());
}

function wrongWord(values: readonly string[], value: string): Omit<Finding, 'pointer'> {
  const near = nearest(value, values);
  return {
    code: 'invalid_value',
    message: `${quote(value)} is not one of ${alternatives(values)}`,
    ...(near && { hint: `Did you mean ${near}?`, replacement: near }),
  };
}

function walkNumber(walk: Walk, shape: NumberShape, value: unknown, pointer: string) {
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(walk, 'a whole number', value, pointer);
  const { min, max } = shape;
  if ((min === undefined || value >= min) && (max === undefined || value <= max)) return;
  const range = max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
  walk.sink.finding({ code: 'out_of_range', pointer, message: `Expected a whole number ${range}, found ${value}` });
}

function walkData(walk: Walk, shape: AnyShape, value: unknown, pointer: string, scope: Scope): void {
  if (shape.nonPortableUnlessText && typeof value !== 'string') {
    walk.sink.nonPortable(pointer, 'Headers and query parameters are texts in the standard.');
  }
  if (typeof value === 'string') walk.sink.expression({ pointer, text: value, mode: 'template', scope });
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walkData(walk, DATA_BELOW, item, childPointer(pointer, index), scope);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) walkData(walk, DATA_BELOW, value[key], childPointer(pointer, key), scope);
  }
}

const DATA_BELOW: AnyShape = { kind: 'data' };

function walkMap(walk: Walk, shape: MapShape, value: unknown, pointer: string, scope: Scope) {
  if (!isObject(value)) return wrongType(walk, shape.expected, value, pointer);
  const keys = Object.keys(value);
  if (keys.length < (shape.min ?? 0)) tooFew(walk, shape.expected, pointer);
  if (shape.supersededBy) {
    const message = `This form was replaced by ${shape.supersededBy}`;
    walk.sink.finding({ code: 'superseded_form', pointer, message });
    walk.sink.nonPortable(pointer, message);
  }
  for (const key of keys) {
    const own = childPointer(pointer, key);
    if (shape.defines) walk.sink.definition({ kind: shape.defines, pointer: own, name: key });
    walk.step(shape.values, value[key], own, scope);
  }
}

function tooFew(walk: Walk, expected: string, pointer: string): void {
  walk.sink.finding({ code: 'too_few_items', pointer, message: `Expected ${expected} with at least one entry` });
}

function walkUnion(walk: Walk, shape: UnionShape, value: unknown, pointer: string, scope: Scope) {
  if (typeof value === 'string' && shape.text) return walk.step(shape.text, value, pointer, scope);
  if (typeof value === 'number' && shape.number) return walk.step(shape.number, value, pointer, scope);
  if (Array.isArray(value) && shape.list) return walk.step(shape.list, value, pointer, scope);
  if (isObject(value) && shape.object) return walk.step(shape.object, value, pointer, scope);
  wrongType(walk, shape.text?.expected ?? 'a map', value, pointer);
}

function walkList(walk: Walk, shape: ListShape, value: unknown, pointer: string, scope: Scope) {
  if (!Array.isArray(value)) return wrongType(walk, shape.expected, value, pointer);
  if (value.length < (shape.min ?? 0)) tooFew(walk, shape.expected, pointer);
  if (!shape.named) {
    for (const [index, item] of value.entries()) walk.step(shape.items, item, childPointer(pointer, index), scope);
    return;
  }
  const inner = shape.items.kind === 'task' ? enter(scope, value) : scope;
  const seen = new Map<string, string>();
  for (const [index, item] of value.entries()) {
    walkNamed(walk, shape, item, childPointer(pointer, index), inner, seen);
  }
}

function enter(scope: Scope, list: readonly unknown[]): Scope {
  const siblings = new Set(list.flatMap((item) => (isObject(item) ? Object.keys(item).slice(0, 1) : [])));
  return { ...scope, siblings, outer: [...scope.outer, scope.siblings] };
}

function walkNamed(
  walk: Walk,
  shape: ListShape,
  item: unknown,
  pointer: string,
  scope: Scope,
  seen: Map<string, string>,
) {
  const keys = isObject(item) ? Object.keys(item) : [];
  if (!isObject(item) || keys.length !== 1)
    return walk.sink.finding({ code: 'task_item', pointer, ...itemProblem(item) });
  const name = keys[0]!;
  const own = childPointer(pointer, name);
  const first = seen.get(name);
  if (first !== undefined) {
    walk.sink.finding({
      code: 'duplicate_name',
      pointer: own,
      atKey: true,
      message: `The name ${quote(name)} is there twice in this list`,
      related: { pointer: first, message: 'It is first used here' },
    });
  } else seen.set(name, own);
  walk.step(shape.items, item[name], own, scope);
}

function itemProblem(item: unknown): { message: string; hint?: string } {
  if (!isObject(item)) return { message: `Expected a name with its content below, found ${describe(item)}` };
  const keys = Object.keys(item);
  if (keys.length === 0) return { message: 'Expected a name with its content below, found an empty map' };
  const [name, ...others] = keys as [string, ...string[]];
  const message = `Expected one name, found ${alternatives(keys.slice(0, 4).map(quote)).replace(' or ', ' and ')}`;
  if (item[name] === null) return { message, hint: `Indent ${others.join(', ')} below ${name}.` };
  return { message, hint: 'Start each with its own "- ".' };
}
