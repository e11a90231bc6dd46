import type { Expression, Index, Iterate, Slice, Span } from '../ast.ts';
import {
  elementsOf,
  hasElements,
  INDEXED,
  ITERABLE,
  itemOf,
  KEYED,
  propertyOf,
  SLICEABLE,
  sliceOf,
  valuesOf,
} from './access.ts';
import type { Engine } from './engine.ts';
import { FAILURE, type Flow, forEach, MANY, one, oneOrFails } from './flow.ts';
import { join } from './join.ts';
import { printKinds } from './print.ts';
import type { Scope } from './scope.ts';
import { arrayOf, integerType, isNever, Kind, keepKinds, neverType, nullType, type Type, unknownType } from './type.ts';
import { checkProperty, propertyFixForArray } from './unknown-property.ts';

/** `target[key]` and `target.key`; jq evaluates the key first. */
export function inferIndex(engine: Engine, node: Index, input: Type, scope: Scope): Flow {
  if (node.key.kind === 'literal') {
    const target = engine.flow(node.target, input, scope);
    if (isNever(target.type)) return target;
    const access = guarded(engine, target, node.optional, () => indexWithConstant(engine, target.type, node, node.key));
    return forEach(target, access);
  }
  const { findings } = engine;
  const mark = findings.mark;
  const key = engine.flow(node.key, input, scope);
  if (isNever(key.type)) return key;
  const afterKey = findings.mark;
  const target = engine.flow(node.target, input, scope);
  if (key.min === 0) findings.doubt(afterKey);
  if (isNever(target.type)) return forEach(key, target);
  if (target.min === 0) findings.doubt(mark);
  const both = forEach(key, target);
  const access = guarded(engine, both, node.optional, () =>
    indexWith(engine, target.type, key.type, node.span, node.key.span),
  );
  return forEach(key, forEach(target, access));
}

/** An access for each output of a flow; `?` makes its failures disappear. */
function guarded(engine: Engine, target: Flow, isOptional: boolean, access: () => Flow): Flow {
  const { findings } = engine;
  const mark = findings.mark;
  const flow = access();
  if (target.min === 0) findings.doubt(mark);
  if (!isOptional || !flow.fails) return flow;
  findings.soften(mark);
  return { ...flow, min: 0, fails: false };
}

function indexWithConstant(engine: Engine, target: Type, node: Index, key: Expression): Flow {
  const value = key.kind === 'literal' ? key.value : null;
  if (typeof value === 'string') return readProperty(engine, target, value, key.span, node.target.span);
  if (typeof value === 'number') return readItem(engine, target, value, node.span);
  return cannotIndex(engine, target, String(value), node.span);
}

/** `.name` of a value; the spans are those of the name and of what stands before it. */
export function readProperty(engine: Engine, target: Type, name: string, span: Span, before?: Span): Flow {
  if (!(target.kinds & KEYED)) {
    const fix = before === undefined ? undefined : propertyFixForArray(target, name, before);
    return cannotIndex(engine, target, JSON.stringify(name), span, fix);
  }
  if (target.kinds & Kind.object) checkProperty(engine.findings, target, name, span);
  else onlyNull(engine, target, JSON.stringify(name), span, before && propertyFixForArray(target, name, before));
  const type = propertyOf(target, name);
  return target.kinds & ~KEYED ? oneOrFails(type) : one(type);
}

/** `.[index]` of a value; any index if it is not known. */
export function readItem(engine: Engine, target: Type, index: number | undefined, span: Span): Flow {
  if (!(target.kinds & INDEXED)) return cannotIndex(engine, target, 'number', span);
  if (!(target.kinds & Kind.array)) onlyNull(engine, target, 'number', span);
  const type = itemOf(target, index);
  return target.kinds & ~INDEXED ? oneOrFails(type) : one(type);
}

/** An index that works for null and nothing else the value can be: whenever there is a value, it fails. */
function onlyNull(engine: Engine, target: Type, key: string, span: Span, fix?: { span: Span; text: string }): void {
  if (target.kinds === Kind.null) return;
  const mark = engine.findings.mark;
  cannotIndex(engine, keepKinds(target, ~Kind.null), key, span, fix);
  engine.findings.soften(mark);
}

function cannotIndex(engine: Engine, target: Type, key: string, span: Span, fix?: { span: Span; text: string }): Flow {
  const hint = fix === undefined ? {} : { hint: 'The items have it: iterate over the array with .[] first.', fix };
  engine.findings.report({
    code: 'cannot_index',
    severity: 'error',
    span,
    message: `Cannot index ${printKinds(target)} with ${key}`,
    ...hint,
  });
  return FAILURE;
}

/** `.[key]` of a value for a computed key. */
export function indexWith(engine: Engine, target: Type, key: Type, span: Span, keySpan: Span): Flow {
  const names = key.strings?.values;
  if (names?.size === 1 && key.kinds === Kind.string) return readProperty(engine, target, [...names][0]!, keySpan);
  let type = neverType;
  if (key.kinds & Kind.string) type = join(type, propertiesOf(target, names));
  if (key.kinds & Kind.number) type = join(type, itemsAt(target, key));
  if (key.kinds & Kind.object) type = join(type, sliceOf(target));
  if (key.kinds & target.kinds & Kind.array) type = join(type, arrayOf(integerType));
  if (isNever(type)) return cannotIndex(engine, target, printKinds(key), span);
  return isIndexable(target, key) ? one(type) : oneOrFails(type);
}

/** Names looked up one by one. */
const MAX_NAMES = 16;

function propertiesOf(target: Type, names: ReadonlySet<string> | undefined): Type {
  if (names === undefined || names.size > MAX_NAMES) {
    return target.kinds & KEYED ? join(valuesOf(target), nullType) : neverType;
  }
  let type = neverType;
  for (const name of names) type = join(type, propertyOf(target, name));
  return type;
}

function itemsAt(target: Type, key: Type): Type {
  const values = key.numbers?.values;
  return itemOf(target, values?.size === 1 ? [...values][0] : undefined);
}

/** True if no value of `target` refuses a key of `key`. */
function isIndexable(target: Type, key: Type): boolean {
  if (key.kinds === Kind.string) return !(target.kinds & ~KEYED);
  return key.kinds === Kind.number && !(target.kinds & ~INDEXED);
}

/** `target[]` */
export function inferIterate(engine: Engine, node: Iterate, input: Type, scope: Scope): Flow {
  const target = engine.flow(node.target, input, scope);
  if (isNever(target.type)) return target;
  return forEach(
    target,
    guarded(engine, target, node.optional, () => iterate(engine, target.type, node.span)),
  );
}

/** `.[]` of a value. */
function iterate(engine: Engine, target: Type, span: Span): Flow {
  if (!(target.kinds & ITERABLE)) {
    engine.findings.report({
      code: 'cannot_iterate',
      severity: 'error',
      span,
      message: `Cannot iterate over ${printKinds(target)}`,
    });
    return FAILURE;
  }
  const type = elementsOf(target);
  const fails = (target.kinds & ~ITERABLE) !== 0;
  const min = hasElements(target) ? 1 : 0;
  return isNever(type) ? { type, min: 0, max: 0, fails } : { type, min, max: MANY, fails };
}

/** `target[from:to]` */
export function inferSlice(engine: Engine, node: Slice, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const mark = findings.mark;
  const bounds = inferBounds(engine, node, input, scope);
  if (isNever(bounds.type)) return bounds;
  const afterBounds = findings.mark;
  const target = engine.flow(node.target, input, scope);
  if (bounds.min === 0) findings.doubt(afterBounds);
  if (isNever(target.type)) return forEach(bounds, target);
  if (target.min === 0) findings.doubt(mark);
  const both = forEach(bounds, target);
  const badBound = (bounds.type.kinds & ~(Kind.number | Kind.null)) !== 0;
  const access = guarded(engine, both, node.optional, () => slice(engine, target.type, badBound, node.span));
  return forEach(bounds, forEach(target, access));
}

/** The bounds of a slice in one flow: their joined type, and how many pairs there are. */
function inferBounds(engine: Engine, node: Slice, input: Type, scope: Scope): Flow {
  let bounds: Flow = one(nullType);
  for (const bound of [node.from, node.to]) {
    if (bound === null) continue;
    const mark = engine.findings.mark;
    const flow = engine.flow(bound, input, scope);
    if (bounds.min === 0) engine.findings.doubt(mark);
    if (isNever(flow.type)) return forEach(bounds, flow);
    bounds = forEach(bounds, { ...flow, type: join(bounds.type, flow.type) });
  }
  return bounds;
}

function slice(engine: Engine, target: Type, badBound: boolean, span: Span): Flow {
  if (!(target.kinds & SLICEABLE)) {
    const message = `Cannot slice ${printKinds(target)}`;
    engine.findings.report({ code: 'cannot_index', severity: 'error', span, message });
    return FAILURE;
  }
  const type = sliceOf(target);
  return badBound || target.kinds & ~SLICEABLE ? oneOrFails(type) : one(type);
}

/** `..` and `recurse`: the value and everything inside it. */
export function everythingIn(type: Type): Type {
  let result = type;
  for (let level = 0; level < MAX_LEVELS; level += 1) {
    const next = join(result, elementsOf(result));
    if (next === result) return result;
    result = next;
  }
  return unknownType;
}

/** Levels of nesting that `..` follows. */
const MAX_LEVELS = 12;
