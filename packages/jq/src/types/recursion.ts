import type { Engine } from './engine.ts';
import { ANYTHING, type Flow, many } from './flow.ts';
import { type Arguments, followBody } from './functions.ts';
import { join } from './join.ts';
import type { Closure, FunctionEntry } from './scope.ts';
import { isSubtype } from './subtype.ts';
import { neverType, type Type } from './type.ts';
import { widen } from './widen.ts';

/** Calls of one definition that are being followed. */
interface Frame {
  readonly entry: FunctionEntry;
  readonly closures: readonly (Closure | undefined)[];
  values: readonly Type[];
  input: Type;
  output: Type;
  /** What recursive calls brought that the frame did not know. */
  grown: { input: Type; values: readonly Type[] } | undefined;
}

const FRAMES = new WeakMap<Engine, Frame[]>();

function framesOf(engine: Engine): Frame[] {
  const known = FRAMES.get(engine);
  if (known !== undefined) return known;
  const frames: Frame[] = [];
  FRAMES.set(engine, frames);
  return frames;
}

/** A call of a recursive function, from outside or from within itself. */
export function inferRecursive(
  engine: Engine,
  entry: FunctionEntry,
  closures: Arguments['closures'],
  values: readonly Type[],
  input: Type,
): Flow {
  const frames = framesOf(engine);
  const active = frames.findLast((frame) => frame.entry === entry);
  return active === undefined
    ? inferRecursion(engine, frames, entry, closures, values, input)
    : recursiveCall(engine, active, closures, values, input);
}

/** Rounds until the types of a recursion are given up. */
const MAX_ROUNDS = 8;

/** Finds the types with which the body's own calls agree, then follows the body once more to report. */
function inferRecursion(
  engine: Engine,
  frames: Frame[],
  entry: FunctionEntry,
  closures: Arguments['closures'],
  values: readonly Type[],
  input: Type,
): Flow {
  const { findings } = engine;
  const frame: Frame = { entry, closures, values, input, output: neverType, grown: undefined };
  frames.push(frame);
  const isSettled = findings.muted(() => settle(engine, frame));
  if (!isSettled) findings.giveUpOnBranches();
  const flow = isSettled ? followBody(engine, entry, closures, frame.values, frame.input) : ANYTHING;
  frames.pop();
  return isSettled ? many(flow.type, true) : ANYTHING;
}

function settle(engine: Engine, frame: Frame): boolean {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    frame.grown = undefined;
    const { type } = followBody(engine, frame.entry, frame.closures, frame.values, frame.input);
    const grown: Frame['grown'] = frame.grown as Frame['grown'];
    if (grown === undefined && isSubtype(type, frame.output)) return true;
    frame.output = widen(frame.output, type, round);
    if (grown === undefined) continue;
    frame.input = widen(frame.input, grown.input, round);
    frame.values = frame.values.map((value, i) => widen(value, grown.values[i]!, round));
  }
  return false;
}

/** A call of a function from within itself: its output so far, if it is called with what it was followed for. */
function recursiveCall(
  engine: Engine,
  frame: Frame,
  closures: Arguments['closures'],
  values: readonly Type[],
  input: Type,
): Flow {
  const isSame = closures.every((closure, i) => isSameClosure(closure, frame.closures[i]));
  if (!isSame) {
    engine.findings.giveUpOnBranches();
    return ANYTHING;
  }
  const isKnown = isSubtype(input, frame.input) && values.every((value, i) => isSubtype(value, frame.values[i]!));
  if (!isKnown) {
    const { grown } = frame;
    frame.grown = {
      input: join(grown?.input ?? frame.input, input),
      values: values.map((value, i) => join(grown?.values[i] ?? frame.values[i]!, value)),
    };
  }
  return many(frame.output, true);
}

const isSameClosure = (a: Closure | undefined, b: Closure | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.node === b.node && a.scope === b.scope);
