import type { Bind, Call, Expression, If, Index } from '../ast.ts';
import { INDEXED, ITERABLE, KEYED } from './access.ts';
import type { Engine } from './engine.ts';
import { FAILURE, type Flow, one, oneOrFails } from './flow.ts';
import { calleeScope } from './functions.ts';
import { bindPatterns } from './infer-bindings.ts';
import { join } from './join.ts';
import { falsy, KINDS_BY_NAME, refine, truthy } from './refine.ts';
import { bindFunction, findFunction, type Scope } from './scope.ts';
import { isNever, Kind, keepKinds, neverType, nullType, type Type, unknownType } from './type.ts';
import {
  type Change,
  type Changed,
  changeElements,
  changeItem,
  changeProperty,
  changeSlice,
  changeSome,
} from './update-parts.ts';
import { fixedPoint } from './widen.ts';

/** Path expressions nested deeper, or recursive ones, are not followed: the result is unknown. */
const MAX_DEPTH = 40;

/** Where a path expression is followed. */
interface Place {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly depth: number;
  /** Values that can not be reached into stay as they are. */
  readonly isOptional: boolean;
  /** Paths may stop before the end, so that what comes later is neither changed nor looked at. */
  readonly isPartial: boolean;
  /** Shared by all: whether every part of the path expression was followed. */
  readonly progress: { isComplete: boolean };
}

const UNKNOWN: Changed = { type: unknownType, mayDelete: false, mayStay: true };

/** The change along a path expression that is not followed. */
function unfollowed(place: Place): Changed {
  place.progress.isComplete = false;
  return UNKNOWN;
}

const NOTHING: Changed = { type: neverType, mayDelete: false, mayStay: false };

/** What paths lead to: the type after the change, and whether finding and changing them was followed throughout. */
export interface Updated {
  readonly type: Type;
  readonly isComplete: boolean;
}

/** The type of a value after each part that a path expression reaches has changed. */
export function updatePaths(engine: Engine, node: Expression, input: Type, scope: Scope, change: Change): Updated {
  const progress = { isComplete: true };
  const changed = at(node, input, { engine, scope, depth: 0, isOptional: false, isPartial: false, progress }, change);
  const type = changed.mayDelete ? join(changed.type, nullType) : changed.type;
  return { type, isComplete: progress.isComplete };
}

/** `del(path)` */
export function deletePaths(engine: Engine, node: Expression, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const mark = findings.mark;
  const target = engine.flow(node, input, scope);
  findings.doubt(mark);
  const gone: Changed = { type: neverType, mayDelete: true, mayStay: false };
  const { type, isComplete } = findings.muted(() => updatePaths(engine, node, input, scope, () => gone));
  if (isNever(type)) return isComplete ? FAILURE : oneOrFails(unknownType);
  return target.fails || !isComplete ? oneOrFails(type) : one(type);
}

/** The type with the part at constant steps replaced. */
export function setSteps(type: Type, steps: readonly (string | number)[], value: Type): Type {
  return stepped(type, steps, 0, () => ({ type: value, mayDelete: false, mayStay: false })).type;
}

function stepped(type: Type, steps: readonly (string | number)[], from: number, change: Change): Changed {
  const step = steps[from];
  if (step === undefined) return change(type);
  const inner: Change = (old) => stepped(old, steps, from + 1, change);
  return inside(inner, (changeOne) =>
    typeof step === 'string' ? changeProperty(type, step, changeOne, false) : changeItem(type, step, changeOne, false),
  );
}

/** A part that no path reaches. */
const keep = (type: Type): Changed => ({ type, mayDelete: false, mayStay: true });

/** The change of a value in which parts change: it may stay as it was if one of them may, or `stays` has values. */
function inside(change: Change, apply: (change: Change) => Type, stays = 0): Changed {
  let mayStay = stays !== 0;
  const type = apply((old) => {
    const changed = change(old);
    mayStay ||= changed.mayDelete || changed.mayStay;
    return changed;
  });
  return { type, mayDelete: false, mayStay };
}

function either(a: Changed, b: Changed): Changed {
  return {
    type: join(a.type, b.type),
    mayDelete: a.mayDelete || b.mayDelete,
    mayStay: a.mayStay || b.mayStay,
  };
}

/** The change of a part that may or may not be among those reached. */
const perhaps =
  (change: Change): Change =>
  (old) =>
    either(keep(old), change(old));

type Follower<K extends Expression['kind']> = (
  node: Extract<Expression, { kind: K }>,
  type: Type,
  place: Place,
  change: Change,
) => Changed;

/** How each kind of path expression reaches parts; the other kinds are no path expressions, or not followed. */
const FOLLOWERS: { readonly [K in Expression['kind']]?: Follower<K> } = {
  identity: (_, type, __, change) => changePart(type, change),
  index: (node, type, place, change) =>
    at(node.target, type, place, (old) =>
      inside(
        change,
        (inner) => changeKey(node, type, old, place, inner),
        isOptional(node, place) ? old.kinds & ~KEYED_OR_INDEXED : 0,
      ),
    ),
  iterate: (node, type, place, change) =>
    at(node.target, type, place, (old) =>
      inside(
        place.isPartial ? perhaps(change) : change,
        (inner) => changeElements(old, inner, isOptional(node, place)),
        isOptional(node, place) ? old.kinds & ~ITERABLE : 0,
      ),
    ),
  slice: (node, type, place, change) =>
    at(node.target, type, place, (old) => inside(change, (inner) => changeSlice(old, inner))),
  pipe: (node, type, place, change) => at(node.left, type, place, (old) => at(node.right, old, place, change)),
  comma: (node, type, place, change) => atItems(node.items, type, place, change),
  try: (node, type, place, change) =>
    node.handler === null
      ? either(keep(type), at(node.body, type, { ...place, isOptional: true }, change))
      : unfollowed(place),
  if: atIf,
  alternative: (node, type, place, change) => {
    const left = at(node.left, type, place, perhaps(change));
    return either(keep(type), either(left, at(node.right, type, place, change)));
  },
  define: (node, type, place, change) =>
    at(node.body, type, { ...place, scope: bindFunction(place.scope, node.definition) }, change),
  bind: atBinding,
  label: (node, type, place, change) => at(node.body, type, { ...place, isPartial: true }, perhaps(change)),
  break: (_, type) => keep(type),
  call: atCall,
};

function at(node: Expression, type: Type, place: Place, change: Change): Changed {
  const follow = FOLLOWERS[node.kind] as Follower<Expression['kind']> | undefined;
  if (follow === undefined || place.depth > MAX_DEPTH) return unfollowed(place);
  return follow(node, type, { ...place, depth: place.depth + 1 }, change);
}

/**
 * The parts that one path after the other reaches. All paths are found in the value as it was, so only a plain one can be
 * followed into a value that has changed already.
 */
function atItems(items: readonly Expression[], type: Type, place: Place, change: Change): Changed {
  let result: Changed = { type, mayDelete: false, mayStay: false };
  for (const [i, item] of items.entries()) {
    if (i > 0 && !isPlainPath(item)) return unfollowed(place);
    const next = at(item, result.type, place, i === 0 ? change : perhaps(change));
    const joined = i === 0 ? next.type : join(result.type, next.type);
    result = { ...either(result, next), type: joined };
  }
  return result;
}

/** `.a[0][]?.b`: steps that do not depend on values. */
function isPlainPath(node: Expression): boolean {
  switch (node.kind) {
    case 'identity':
      return true;
    case 'index':
      return node.key.kind === 'literal' && isPlainPath(node.target);
    case 'iterate':
      return isPlainPath(node.target);
    case 'pipe':
      return isPlainPath(node.left) && isPlainPath(node.right);
    default:
      return false;
  }
}

const KEYED_OR_INDEXED = KEYED & INDEXED;

const isOptional = (node: { optional: boolean }, place: Place): boolean => node.optional || place.isOptional;

function changeKey(node: Index, input: Type, old: Type, place: Place, change: Change): Type {
  const { key } = node;
  if (key.kind === 'literal' && typeof key.value === 'string') {
    return changeProperty(old, key.value, change, isOptional(node, place));
  }
  if (key.kind === 'literal' && typeof key.value === 'number') {
    return changeItem(old, key.value, change, isOptional(node, place));
  }
  const flow = place.engine.flow(key, input, place.scope);
  const result = changeSome(old, flow.type, perhaps(change));
  return isOptional(node, place) || flow.min === 0 ? join(old, result) : result;
}

function atIf(node: If, type: Type, place: Place, change: Change): Changed {
  const condition = place.engine.flow(node.condition, type, place.scope);
  const skipped = condition.min === 1 ? NOTHING : keep(type);
  const yes = branch(node.condition, node.consequent, type, condition, true, place, change);
  const no =
    node.alternative === null
      ? identityBranch(node.condition, type, condition, place, change)
      : branch(node.condition, node.alternative, type, condition, false, place, change);
  return either(skipped, either(yes, no));
}

function branch(
  condition: Expression,
  node: Expression,
  type: Type,
  flow: Flow,
  truth: boolean,
  place: Place,
  change: Change,
): Changed {
  if (isNever(truth ? truthy(flow.type) : falsy(flow.type))) return NOTHING;
  const state = refine(place.engine, condition, { input: type, scope: place.scope }, truth);
  return at(node, state.input, { ...place, scope: state.scope }, change);
}

function identityBranch(condition: Expression, type: Type, flow: Flow, place: Place, change: Change): Changed {
  if (isNever(falsy(flow.type))) return NOTHING;
  return change(refine(place.engine, condition, { input: type, scope: place.scope }, false).input);
}

function atBinding(node: Bind, type: Type, place: Place, change: Change): Changed {
  const { engine, scope } = place;
  const source = engine.flow(node.source, type, scope);
  if (isNever(source.type)) return keep(type);
  const bound = bindPatterns(engine, node.patterns, source.type, type, scope);
  const follow = (state: Type): Changed => at(node.body, state, { ...place, scope: bound.scope }, perhaps(change));
  let mayDelete = false;
  const result = fixedPoint(type, (state) => {
    const changed = follow(state);
    mayDelete ||= changed.mayDelete;
    return changed.type;
  });
  return { type: result, mayDelete, mayStay: true };
}

const KEPT_KINDS: ReadonlyMap<string, number> = new Map([
  ['values', ~Kind.null],
  ...KINDS_BY_NAME.map(([name, kind]) => [`${name}s`, kind] as const),
  ['iterables', Kind.array | Kind.object],
  ['scalars', ~(Kind.array | Kind.object)],
]);

function atCall(node: Call, type: Type, place: Place, change: Change): Changed {
  const arity = node.arguments.length;
  const entry = findFunction(place.scope, node.name, arity);
  if (entry !== undefined) {
    const callee = calleeScope(place.engine, entry, node, type, place.scope);
    return callee === undefined ? unfollowed(place) : at(callee.node, type, { ...place, scope: callee.scope }, change);
  }
  const mask = arity === 0 ? KEPT_KINDS.get(node.name) : undefined;
  if (mask !== undefined) return either(keepPart(keepKinds(type, ~mask)), changePart(keepKinds(type, mask), change));
  return PATH_FUNCTIONS[`${node.name}/${arity}`]?.(node, type, place, change) ?? unfollowed(place);
}

const someOf =
  (position: number): Follower<'call'> =>
  (node, type, place, change) =>
    either(keep(type), at(node.arguments[position]!, type, { ...place, isPartial: true }, perhaps(change)));

/** Builtins that are path expressions. */
const PATH_FUNCTIONS: Readonly<Record<string, Follower<'call'>>> = {
  'empty/0': (_, type) => keep(type),
  'error/0': () => NOTHING,
  'error/1': () => NOTHING,
  'select/1': atSelect,
  'first/0': (_, type, place, change) => inside(change, (inner) => changeItem(type, 0, inner, place.isOptional)),
  'last/0': (_, type, place, change) => inside(change, (inner) => changeItem(type, -1, inner, place.isOptional)),
  'first/1': someOf(0),
  'last/1': someOf(0),
  'limit/2': someOf(1),
  'skip/2': someOf(1),
  'nth/2': someOf(1),
};

const keepPart = (type: Type): Changed => (isNever(type) ? NOTHING : keep(type));
const changePart = (type: Type, change: Change): Changed => (isNever(type) ? NOTHING : change(type));

function atSelect(node: Call, type: Type, place: Place, change: Change): Changed {
  const { engine, scope } = place;
  const condition = engine.flow(node.arguments[0]!, type, scope);
  const state = { input: type, scope };
  const kept = isNever(truthy(condition.type)) ? neverType : refine(engine, node.arguments[0]!, state, true).input;
  const mayMiss = condition.min === 0 || condition.max === 2;
  const missed = isNever(falsy(condition.type)) ? neverType : refine(engine, node.arguments[0]!, state, false).input;
  const changed = changePart(kept, change);
  if (!mayMiss) return either(keepPart(missed), changed);
  return either(keep(type), { ...changed, type: fixedPoint(changed.type, (again) => change(again).type) });
}
