import { join, joinSlots, mergeArrays, mergeObjects, restFrom } from './join.ts';
import { isSubtype } from './subtype.ts';
import {
  type ArrayShape,
  Kind,
  LazyType,
  make,
  type Numbers,
  type ObjectShape,
  type Property,
  resolve,
  type Slot,
  type Type,
  unknownType,
} from './type.ts';

/** Rounds of a fixed point that widen gently before every changed kind becomes "anything of that kind". */
const GENTLE_ROUNDS = 4;
/** Rounds after which the answer is `unknown`. */
const MAX_ROUNDS = 8;
/** Nesting below which a gentle widening gives up and says unknown. */
const MAX_DEPTH = 6;

/**
 * The least fixed point of `step` above `start`, from above: a type T with `start` and `step(T)` within T. Growing
 * constants, tuples and properties are widened after the first rounds, so it takes at most {@link MAX_ROUNDS} steps.
 */
export function fixedPoint(start: Type, step: (state: Type) => Type): Type {
  let state = start;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = step(state);
    if (isSubtype(next, state)) return state;
    state = widen(state, next, round);
  }
  return unknownType;
}

/** A type above `state` and `next`; coarser in later rounds, `unknown` in the last. */
export function widen(state: Type, next: Type, round: number): Type {
  if (round === 0) return join(state, next);
  if (round < GENTLE_ROUNDS) return gentle(state, next, 0);
  return round + 2 < MAX_ROUNDS ? changedKindsToTop(state, next) : unknownType;
}

function changedKindsToTop(state: Type, next: Type): Type {
  const both = join(state, next);
  return make(
    both.kinds,
    both.numbers === state.numbers ? both.numbers : undefined,
    both.strings === state.strings ? both.strings : undefined,
    both.arrays === state.arrays ? both.arrays : undefined,
    both.objects === state.objects ? both.objects : undefined,
  );
}

/** Join that forgets what tends to grow: constants, positions in tuples, alternatives. */
function gentle(state: Type, next: Type, depth: number): Type {
  if (isSubtype(next, state)) return state;
  if (depth > MAX_DEPTH) return unknownType;
  const both = join(state, next);
  const numbers = both.numbers === state.numbers ? both.numbers : wholeOrAny(both.numbers);
  const strings = both.strings === state.strings || !(state.kinds & Kind.string) ? both.strings : undefined;
  const arrays = both.arrays && [widenArrays(state.arrays, next.arrays, depth)];
  const objects = both.objects && [widenObjects(state.objects, next.objects, depth)];
  return make(both.kinds, numbers, strings, arrays, objects);
}

const wholeOrAny = (numbers: Numbers | undefined): Numbers | undefined =>
  numbers?.integer ? { values: undefined, integer: true } : undefined;

function widenArrays(state: readonly ArrayShape[] = [], next: readonly ArrayShape[] = [], depth: number): ArrayShape {
  const before = asList(state);
  const after = asList(next);
  if (before === undefined || after === undefined) return before ?? after!;
  return {
    prefix: [],
    rest: widenSlots(before.rest, after.rest, depth),
    min: before.min <= after.min ? before.min : 0,
  };
}

/** One list shape without positions for all of them. */
function asList(shapes: readonly ArrayShape[]): ArrayShape | undefined {
  if (shapes.length === 0) return undefined;
  const merged = shapes.reduce(mergeArrays);
  return merged.prefix.length === 0 ? merged : { prefix: [], rest: restFrom(merged, 0), min: merged.min };
}

function widenObjects(
  state: readonly ObjectShape[] = [],
  next: readonly ObjectShape[] = [],
  depth: number,
): ObjectShape {
  if (state.length === 0) return next.reduce(mergeObjects);
  if (next.length === 0) return state.reduce(mergeObjects);
  return widenObject(state.reduce(mergeObjects), next.reduce(mergeObjects), depth);
}

/** Properties that were not there before do not stay apart. */
function widenObject(before: ObjectShape, after: ObjectShape, depth: number): ObjectShape {
  let additional = widenSlots(before.additional, after.additional, depth);
  const properties = new Map<string, Property>();
  for (const [key, property] of before.properties) {
    const theirs = after.properties.get(key);
    const type = widenSlots(property.type, theirs?.type ?? after.additional, depth);
    properties.set(key, { ...property, type, required: property.required && theirs?.required === true });
  }
  for (const [key, property] of after.properties) {
    if (!properties.has(key)) additional = joinSlots(additional, property.type);
  }
  return { name: before.name, properties, additional, implicit: before.implicit && after.implicit };
}

function widenSlots(state: Slot, next: Slot, depth: number): Slot {
  if (state === next) return state;
  if (state instanceof LazyType || next instanceof LazyType) {
    return isSubtype(resolve(next), resolve(state)) ? state : unknownType;
  }
  return gentle(state, next, depth + 1);
}

/** The type without constants, used where a computed value depends on a constant but is not one. */
export function withoutConstants(type: Type): Type {
  const { numbers, strings } = type;
  if (numbers?.values === undefined && strings?.values === undefined) return type;
  return make(
    type.kinds,
    numbers?.values === undefined ? numbers : wholeOrAny(numbers),
    strings?.values === undefined ? strings : undefined,
    type.arrays,
    type.objects,
  );
}
