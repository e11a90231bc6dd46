import { join } from './join.ts';
import { neverType, type Type, unknownType } from './type.ts';

/** Outputs at most: none, one, or any number. */
export const MANY = 2;

/**
 * What an expression does with every input of a type, unless it fails: the type of each output, and how many there are.
 * An expression that always fails has the type never and a `min` of 1: where it does not fail, anything is true of it.
 */
export interface Flow {
  readonly type: Type;
  readonly min: 0 | 1;
  readonly max: 0 | 1 | typeof MANY;
  /** True if it fails for some input, as far as is known. */
  readonly fails: boolean;
}

/** One output that never fails. */
export const one = (type: Type): Flow => ({ type, min: 1, max: 1, fails: false });
/** One output, or a failure. */
export const oneOrFails = (type: Type): Flow => ({ type, min: 1, max: 1, fails: true });
/** Any number of outputs. */
export const many = (type: Type, fails: boolean): Flow => ({ type, min: 0, max: MANY, fails });

/** No output. */
export const EMPTY: Flow = { type: neverType, min: 0, max: 0, fails: false };
/** Always a failure; counted as one output, so that a flow of at most one output never fails after giving one. */
export const FAILURE: Flow = { type: neverType, min: 1, max: 1, fails: true };
/** Nothing is known. */
export const ANYTHING: Flow = many(unknownType, true);

/** The outputs of one of two flows, for each input one of them. */
export function either(a: Flow, b: Flow): Flow {
  if (a === b) return a;
  return {
    type: join(a.type, b.type),
    min: a.min < b.min ? a.min : b.min,
    max: a.max > b.max ? a.max : b.max,
    fails: a.fails || b.fails,
  };
}

/** The outputs of one flow, then those of the other. */
export function followedBy(a: Flow, b: Flow): Flow {
  const max = a.max + b.max;
  return {
    type: join(a.type, b.type),
    min: a.min > b.min ? a.min : b.min,
    max: max >= MANY ? MANY : (max as 0 | 1),
    fails: a.fails || b.fails,
  };
}

/** `outputs` for each output of `source`. */
export function forEach(source: Flow, outputs: Flow): Flow {
  if (source.max === 1 && source.min === 1 && !source.fails) return outputs;
  return {
    type: outputs.type,
    min: source.min < outputs.min ? source.min : outputs.min,
    max: times(source.max, outputs.max),
    fails: source.fails || outputs.fails,
  };
}

const times = (a: Flow['max'], b: Flow['max']): Flow['max'] => (a === 0 || b === 0 ? 0 : a === 1 && b === 1 ? 1 : MANY);

/** The same number of outputs, each of another type. */
export const withType = (flow: Flow, type: Type): Flow => (flow.type === type ? flow : { ...flow, type });
