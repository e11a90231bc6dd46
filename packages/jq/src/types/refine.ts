import type { Binary, Call, Expression } from '../ast.ts';
import type { Engine } from './engine.ts';
import { join } from './join.ts';
import { meet, subtract } from './meet.ts';
import { INPUT, narrowAt, narrowByKey, type Place, placeOf } from './narrow.ts';
import { bindVariable, findFunction, findVariable, type Scope } from './scope.ts';
import { isNever, Kind, keepKinds, make, nullType, type Type } from './type.ts';

/** What is known where an expression is evaluated: the type of `.` and the names. */
export interface State {
  readonly input: Type;
  readonly scope: Scope;
}

/** Calls of functions followed into their bodies. */
const MAX_INLINED = 8;

/**
 * The states in which a condition has an output that is true (or, with `truth` false, one that is false or null). Never
 * drops a state in which it has; what it does not understand it keeps.
 */
export function refine(engine: Engine, node: Expression, state: State, truth: boolean, inlined = 0): State {
  const place = placeOf(node);
  if (place !== undefined) return narrowPlace(state, place, (type) => (truth ? truthy(type) : falsy(type)));
  switch (node.kind) {
    case 'pipe':
      return refinePipe(engine, node.left, node.right, state, truth, inlined);
    case 'logical':
      return refineLogical(engine, node.left, node.right, node.operator === 'and', state, truth, inlined);
    case 'binary':
      return refineComparison(engine, node, state, truth);
    case 'call':
      return refineCall(engine, node, state, truth, inlined);
    default:
      return state;
  }
}

/** The values that count as true. */
export const truthy = (type: Type): Type => keepKinds(type, ~(Kind.null | Kind.false));
/** The values that count as false. */
export const falsy = (type: Type): Type => keepKinds(type, Kind.null | Kind.false);

function narrowPlace(state: State, place: Place, narrow: (type: Type) => Type): State {
  const root = place.variable === undefined ? state.input : findVariable(state.scope, place.variable);
  if (root === undefined) return state;
  const narrowed = narrowAt(root, place.steps, narrow);
  if (narrowed === root) return state;
  if (place.variable === undefined) return { input: narrowed, scope: state.scope };
  return { input: state.input, scope: bindVariable(state.scope, place.variable, narrowed) };
}

function refinePipe(
  engine: Engine,
  left: Expression,
  right: Expression,
  state: State,
  truth: boolean,
  inlined: number,
): State {
  if (isBuiltinCall(right, 'not', state.scope)) {
    return refine(engine, left, state, !truth, inlined);
  }
  const place = placeOf(left);
  if (place === undefined) return state;
  return narrowPlace(
    state,
    place,
    (type) => refine(engine, right, { input: type, scope: state.scope }, truth, inlined).input,
  );
}

/** `and` is true if both are, false if the left is or the right after the left was true; `or` the other way round. */
function refineLogical(
  engine: Engine,
  left: Expression,
  right: Expression,
  isAnd: boolean,
  state: State,
  truth: boolean,
  inlined: number,
): State {
  const goesOn = refine(engine, left, state, isAnd, inlined);
  const both = refine(engine, right, goesOn, truth, inlined);
  if (truth === isAnd) return both;
  const decided = refine(engine, left, state, !isAnd, inlined);
  return joinStates(decided, both, state);
}

/** A state above two refinements of a state. */
function joinStates(a: State, b: State, origin: State): State {
  const input = join(a.input, b.input);
  return { input, scope: a.scope === b.scope ? a.scope : origin.scope };
}

function refineComparison(engine: Engine, node: Binary, state: State, truth: boolean): State {
  const left = refineSide(engine, node, node.left, node.right, state, truth);
  return refineSide(engine, mirrored(node), node.right, node.left, left, truth);
}

const MIRRORED: Partial<Record<Binary['operator'], Binary['operator']>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

const mirrored = (node: Binary): Binary => ({ ...node, operator: MIRRORED[node.operator] ?? node.operator });

/** Narrows what one side of a comparison reads by the type of the other side. */
function refineSide(
  engine: Engine,
  node: Binary,
  side: Expression,
  other: Expression,
  state: State,
  truth: boolean,
): State {
  const subject = subjectOf(side, state.scope);
  if (subject === undefined) return state;
  const flow = engine.findings.muted(() => engine.flow(other, state.input, state.scope));
  const narrow = comparisonOf(node.operator, flow.type, truth);
  if (narrow === undefined) return state;
  return narrowPlace(state, subject.place, (type) => subject.apply(type, narrow));
}

/** What a side of a comparison measures: a place itself, or `type` of it. */
interface Subject {
  readonly place: Place;
  readonly apply: (type: Type, narrow: (type: Type) => Type) => Type;
}

function subjectOf(node: Expression, scope: Scope): Subject | undefined {
  const place = placeOf(node);
  if (place !== undefined) return { place, apply: (type, narrow) => narrow(type) };
  if (isBuiltinCall(node, 'type', scope)) return { place: INPUT, apply: narrowByTypeName };
  if (node.kind !== 'pipe' || !isBuiltinCall(node.right, 'type', scope)) return undefined;
  const target = placeOf(node.left);
  return target === undefined ? undefined : { place: target, apply: narrowByTypeName };
}

/** A call of a builtin without arguments that nothing in scope hides. */
const isBuiltinCall = (node: Expression, name: string, scope: Scope): boolean =>
  node.kind === 'call' &&
  node.name === name &&
  node.arguments.length === 0 &&
  findFunction(scope, name, 0) === undefined;

/** Kinds by the name that `type` gives. */
export const KINDS_BY_NAME: readonly (readonly [string, number])[] = [
  ['null', Kind.null],
  ['boolean', Kind.boolean],
  ['number', Kind.number],
  ['string', Kind.string],
  ['array', Kind.array],
  ['object', Kind.object],
];

function narrowByTypeName(type: Type, narrow: (type: Type) => Type): Type {
  let mask = 0;
  for (const [name, kind] of KINDS_BY_NAME) {
    if (type.kinds & kind && !isNever(narrow(nameType(name)))) mask |= kind;
  }
  return keepKinds(type, mask);
}

const nameType = (name: string): Type =>
  make(Kind.string, undefined, { values: new Set([name]), format: undefined, pattern: undefined });

/** How a comparison with a value of `other` narrows the compared type; undefined where it does not. */
function comparisonOf(operator: Binary['operator'], other: Type, truth: boolean): ((type: Type) => Type) | undefined {
  switch (operator) {
    case '==':
    case '!=':
      if ((operator === '==') === truth) return (type) => meet(type, other);
      return isSingleScalar(other) ? (type) => subtract(type, other) : undefined;
    case '<':
    case '<=':
      return truth ? orderedKinds(other, false) : orderedKinds(other, true);
    case '>':
    case '>=':
      return truth ? orderedKinds(other, true) : orderedKinds(other, false);
    default:
      return undefined;
  }
}

/** Values sort by kind first (null, false, true, numbers, strings, arrays, objects), and the bits are in that order. */
function orderedKinds(other: Type, above: boolean): ((type: Type) => Type) | undefined {
  if (isNever(other)) return undefined;
  const lowest = other.kinds & -other.kinds;
  const highest = 1 << (31 - Math.clz32(other.kinds));
  const mask = above ? ~(lowest - 1) : highest * 2 - 1;
  return (type) => keepKinds(type, mask);
}

/** True for a type of exactly one scalar value. */
export function isSingleScalar(type: Type): boolean {
  switch (type.kinds) {
    case Kind.null:
    case Kind.false:
    case Kind.true:
      return true;
    case Kind.number:
      return type.numbers?.values?.size === 1;
    case Kind.string:
      return type.strings?.values?.size === 1;
    default:
      return false;
  }
}

function refineCall(engine: Engine, node: Call, state: State, truth: boolean, inlined: number): State {
  const entry = findFunction(state.scope, node.name, node.arguments.length);
  if (entry?.kind === 'function') {
    if (node.arguments.length > 0 || inlined >= MAX_INLINED) return state;
    const { input } = refine(engine, entry.definition.body, { input: state.input, scope: entry }, truth, inlined + 1);
    return { input, scope: state.scope };
  }
  if (entry !== undefined) return state;
  const rule = CALLS.get(`${node.name}/${node.arguments.length}`);
  return rule === undefined ? state : { input: rule(engine, node, state, truth), scope: state.scope };
}

type CallRule = (engine: Engine, node: Call, state: State, truth: boolean) => Type;

const onlyKinds =
  (mask: number): CallRule =>
  (_, __, { input }) =>
    keepKinds(input, mask);

const CALLS: ReadonlyMap<string, CallRule> = new Map<string, CallRule>([
  ['not/0', (_, __, { input }, truth) => (truth ? falsy(input) : truthy(input))],
  ['has/1', refineHas],
  ['IN/1', refineMembership],
  ['test/1', onlyKinds(Kind.string)],
  ['test/2', onlyKinds(Kind.string)],
  ['startswith/1', onlyKinds(Kind.string)],
  ['endswith/1', onlyKinds(Kind.string)],
  ['any/0', onlyKinds(Kind.array | Kind.object)],
  ['any/1', onlyKinds(Kind.array | Kind.object)],
  ['all/0', onlyKinds(Kind.array | Kind.object)],
  ['all/1', onlyKinds(Kind.array | Kind.object)],
]);

/** `has("a")` takes objects, and null, which has no key. */
function refineHas(_: Engine, node: Call, { input }: State, truth: boolean): Type {
  const key = node.arguments[0]!;
  const others = keepKinds(input, truth ? 0 : Kind.null);
  if (key.kind !== 'literal' || typeof key.value !== 'string') {
    return join(others, keepKinds(input, Kind.array | Kind.object));
  }
  return join(others, keepKinds(narrowByKey(input, key.value, truth), Kind.object));
}

/** `IN(a, b)`: one of the outputs; not in single constants: none of them. */
function refineMembership(engine: Engine, node: Call, { input, scope }: State, truth: boolean): Type {
  const source = node.arguments[0]!;
  const items = source.kind === 'comma' ? source.items : [source];
  const flows = items.map((item) => engine.findings.muted(() => engine.flow(item, input, scope)));
  if (truth)
    return meet(
      input,
      flows.reduce((type, flow) => join(type, flow.type), keepKinds(nullType, 0)),
    );
  const constants = flows.filter((flow) => flow.min === 1 && isSingleScalar(flow.type));
  return constants.reduce((type, flow) => subtract(type, flow.type), input);
}
