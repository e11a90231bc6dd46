import type { Index, Iterate, Slice, Span } from '../ast.ts';
import { index } from '../paths/access.ts';
import { sliceKey } from '../paths/slice.ts';
import { RemainingItems } from '../runtime/choices.ts';
import type { Emit, Environment, Step, Stream } from '../runtime/environment.ts';
import { BACKTRACK, send } from '../runtime/machine.ts';
import { charge } from '../runtime/meter.ts';
import { Path } from '../runtime/path.ts';
import { located, Raise, raise } from '../runtime/raise.ts';
import { describe, excerpt } from '../values/describe.ts';
import type { Json } from '../values/json.ts';
import { isArray, isContainer } from '../values/kind.ts';
import { compileConstant, IDENTITY } from './basics.ts';
import { areBounded, Code, type Each, type Single, type Visit, weightOf } from './code.ts';
import { forCombinations } from './combine.ts';
import type { Compiler } from './compiler.ts';
import { type Field, fieldOf, fieldsSingle, indexAt, itemOf, itemOfFields } from './field.ts';
import { type Glance, glanceAtFields, glanceInto } from './glance.ts';
import { type ItemLoop, loopOver } from './item-loop.ts';
import { lensAt, lensOfParts, throughBoth } from './lens.ts';
import type { Scope } from './scope.ts';

/** `.[key]`, `.name` */
export function compileIndex(node: Index, scope: Scope, compiler: Compiler): Code {
  const target = compiler.compile(node.target, scope);
  const key = compiler.compile(node.key, scope);
  return access(target, [key], onlyKey, node.optional, node.span);
}

/** `.[from:to]`; the lower bound is the outer loop. */
export function compileSlice(node: Slice, scope: Scope, compiler: Compiler): Code {
  const target = compiler.compile(node.target, scope);
  const bounds: Code[] = [];
  for (const bound of [node.from, node.to]) if (bound !== null) bounds.push(compiler.compile(bound, scope));
  return access(
    target,
    bounds,
    SLICE_KEYS[node.from === null ? 'to' : node.to === null ? 'from' : 'both'],
    node.optional,
    node.span,
  );
}

/** The key of a slice, made of the bounds that are given. */
const SLICE_KEYS: Readonly<Record<'from' | 'to' | 'both', ToKey>> = {
  from: ([from]) => sliceKey(from!, null),
  to: ([to]) => sliceKey(null, to!),
  both: ([from, to]) => sliceKey(from!, to!),
};

const onlyKey: ToKey = ([key]) => key!;

type ToKey = (values: readonly Json[]) => Json;

/** Code for `.[key]` with a fixed key. */
export function accessKey(key: Json, span: Span): Code {
  return access(IDENTITY, [compileConstant(key)], onlyKey, false, span);
}

/** Access to the outputs of `target` under keys made of the outputs of `parts`, which see the same input. */
function access(target: Code, parts: readonly Code[], toKey: ToKey, optional: boolean, span: Span): Code {
  const plain = toKey === onlyKey && !optional;
  const fields = plain ? fieldsOf(target, parts[0]!, span) : undefined;
  const key = plain && target.local === 0 ? parts[0]!.constant : undefined;
  return new Code({
    single: accessSingle(target, parts, toKey, optional, span),
    glance: plain ? glanceAt(target, fields, parts[0]!) : null,
    fields,
    localField: typeof key === 'string' ? key : undefined,
    lens: plain && target.lens ? throughBoth(target.lens, lensAt(parts[0]!.constant, span)) : null,
    each: accessEach(target, parts, toKey, optional, span),
    bounded: areBounded(target, ...parts),
    weight: weightOf(target, ...parts),
    stream: () => accessStream(target.stream, parts, toKey, optional, span),
  });
}

function glanceAt(target: Code, fields: readonly Field[] | undefined, { constant }: Code): Glance | null {
  return fields === undefined ? glanceInto(target.glance, constant) : glanceAtFields(fields.map(({ name }) => name));
}

/** The fields of `.a.b.c`, counted from the input. */
function fieldsOf({ fields }: Code, { constant }: Code, span: Span): readonly Field[] | undefined {
  return fields === undefined || typeof constant !== 'string' ? undefined : [...fields, { name: constant, span }];
}

function accessSingle(
  target: Code,
  parts: readonly Code[],
  toKey: ToKey,
  optional: boolean,
  span: Span,
): Single | null {
  const { single } = target;
  if (single === null) return null;
  const key = toKey === onlyKey && !optional ? parts[0]!.constant : undefined;
  if (typeof key === 'string')
    return target.fields ? fieldsSingle([...target.fields, { name: key, span }]) : fieldOf(single, key, span);
  if (typeof key === 'number' && Number.isInteger(key) && key >= 0) {
    return target.fields === undefined ? itemOf(single, key, span) : itemOfFields(target.fields, key, span);
  }
  const keyOf = keySingle(parts, toKey);
  if (keyOf === null) return null;
  return (environment, input) => {
    const key = keyOf(environment, input);
    if (key === undefined) return undefined;
    const value = single(environment, input);
    if (value === undefined) return undefined;
    return optional ? indexOrNothing(value, key) : indexAt(value, key, span);
  };
}

function keySingle(parts: readonly Code[], toKey: ToKey): Single | null {
  const singles: Single[] = [];
  for (const { single } of parts) {
    if (single === null) return null;
    singles.push(single);
  }
  if (parts.every((part) => part.constant !== undefined)) {
    const key = toKey(parts.map((part) => part.constant!));
    return () => key;
  }
  if (toKey === onlyKey) return singles[0]!;
  return (environment, input) => {
    const values: Json[] = [];
    for (const single of singles) {
      const value = single(environment, input);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return toKey(values);
  };
}

function indexOrNothing(value: Json, key: Json): Json | undefined {
  if (!isContainer(value) && value !== null && typeof value !== 'string') return undefined;
  if (typeof key === 'string' && (typeof value === 'string' || isArray(value))) return undefined;
  try {
    return index(value, key);
  } catch (error) {
    if (error instanceof Raise) return undefined;
    throw error;
  }
}

/** Only for a generator under fixed keys, `.[].name`; anything else is left to the machine. */
function accessEach(target: Code, parts: readonly Code[], toKey: ToKey, optional: boolean, span: Span): Each | null {
  const { each } = target;
  if (each === null || !parts.every((part) => part.constant !== undefined)) return null;
  const get = accessSingle(IDENTITY, parts, toKey, optional, span)!;
  return (environment, input, visit) =>
    each(environment, input, (value) => {
      const found = get(environment, value);
      return found === undefined || visit(found);
    });
}

function accessStream(target: Stream, parts: readonly Code[], toKey: ToKey, optional: boolean, span: Span): Stream {
  return (environment, input, path, emit) =>
    forCombinations(parts, environment, input, (values) => {
      const key = toKey(values);
      return target(environment, input, path, (value, at) => accessStep(value, key, at, optional, span, emit));
    });
}

function accessStep(value: Json, key: Json, path: Path | null, optional: boolean, span: Span, emit: Emit): Step {
  if (path !== null && !path.leadsTo(value)) {
    raise(`Invalid path expression near attempt to access element ${excerpt(key)} of ${excerpt(value)}`);
  }
  const found = optional ? indexOrNothing(value, key) : indexAt(value, key, span);
  if (found === undefined) return BACKTRACK;
  return send(emit, found, path === null ? null : new Path(path, key, found));
}

/** `.[]` */
export function compileIterate(node: Iterate, scope: Scope, compiler: Compiler): Code {
  return iterate(compiler.compile(node.target, scope), node.optional, node.span);
}

/** Code for the items of each output of `target`. */
export function iterate(target: Code, optional: boolean, span: Span): Code {
  return new Code({
    each: iterateEach(target, optional, span),
    loop: iterateLoop(target, optional, span),
    lens:
      target.lens && throughBoth(target.lens, lensOfParts(optional ? null : (value) => raiseNotIterable(value, span))),
    weight: weightOf(target),
    stream: () => {
      const { stream } = target;
      return (environment, input, path, emit) =>
        stream(environment, input, path, (value, at) => iterateStep(value, at, optional, span, emit));
    },
  });
}

/** Starts an iteration in the machine. */
function iterateStep(value: Json, path: Path | null, optional: boolean, span: Span, emit: Emit): Step {
  if (path !== null && !path.leadsTo(value)) {
    raise(`Invalid path expression near attempt to iterate through ${excerpt(value)}`);
  }
  if (!isContainer(value)) return optional ? BACKTRACK : raiseNotIterable(value, span);
  const keys = isArray(value) ? null : Object.keys(value);
  const items = isArray(value) ? value : Object.values(value);
  if (keys !== null) charge(keys.length / 4);
  return new RemainingItems(items, keys, path, emit).resume();
}

function raiseNotIterable(value: Json, span: Span): never {
  const error = new Raise(`Cannot iterate over ${describe(value)}`);
  throw located(error, span);
}

/** The items of a value; for `.[]?` none where there can be none. */
export function partsOf(value: Json, optional: boolean, span: Span): readonly Json[] {
  if (isArray(value)) return value;
  if (isContainer(value)) return Object.values(value);
  return optional ? [] : raiseNotIterable(value, span);
}

function iterateEach({ single, each }: Code, optional: boolean, span: Span): Each | null {
  if (single !== null) {
    return (environment, input, visit) => {
      const value = single(environment, input);
      return value === undefined || visitItems(partsOf(value, optional, span), visit);
    };
  }
  if (each === null) return null;
  return (environment, input, visit) =>
    each(environment, input, (value) => visitItems(partsOf(value, optional, span), visit));
}

function iterateLoop({ single }: Code, optional: boolean, span: Span): ItemLoop | null {
  if (single === null) return null;
  const items = (environment: Environment, input: Json): readonly Json[] | undefined => {
    const value = single(environment, input);
    return value === undefined ? undefined : partsOf(value, optional, span);
  };
  return loopOver(items, null, null);
}

function visitItems(items: readonly Json[], visit: Visit): boolean {
  for (let i = 0; i < items.length; i++) {
    charge(1);
    if (!visit(items[i]!)) return false;
  }
  return true;
}
