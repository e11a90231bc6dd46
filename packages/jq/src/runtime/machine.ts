import type { Json } from '../values/json.ts';
import type { Emit, Environment, Step, Stream } from './environment.ts';
import { charge } from './meter.ts';
import type { Path } from './path.ts';
import { Raise } from './raise.ts';

/**
 * The machine that runs generators. Compiled code is a graph of closures in continuation-passing style; what is still to
 * be tried lies on an explicit stack of choices, as in jq's own virtual machine. So neither recursion of jq functions
 * nor a long generator deepens the JavaScript stack: after some calls in a row a closure leaves its next call in
 * registers and returns to the loop in `drive`.
 *
 * M1 a closure returns PENDING after `defer`, else BACKTRACK;
 * M2 only `drive` pops choices, and never below the height it started at;
 * M3 an error is handled by the nearest choice that catches it, all choices above it are dropped.
 */

/** Go on with what the registers say. */
const PENDING: Step = true;

/** Try the next choice. */
export const BACKTRACK: Step = false;

/** Something left to do later. */
export abstract class Choice {
  /** Continues here after everything that came later has been tried. */
  abstract resume(): Step;

  /** What to do with an error from above: a step if it is handled here, null to pass it on. */
  catch(_failure: Failure): Step | null {
    return null;
  }
}

/** An error on its way down the stack of choices. */
export interface Failure {
  readonly error: Raise;
  /** How many `try` further down must let it pass, because it was raised after their body had given an output. */
  passes: number;
}

/** Calls in a row before the loop takes over; bounds the JavaScript stack between two turns of the loop. */
const TURN = 128;

const choices: Choice[] = [];
let turn = TURN;

const pending: { code: Stream | null; environment: Environment; value: Json; path: Path | null; emit: Emit } = {
  code: null,
  environment: null,
  value: null,
  path: null,
  emit: () => BACKTRACK,
};

/** Leaves something to be done after all that follows from now on has been tried. */
export function push(choice: Choice): void {
  choices.push(choice);
}

/** Height of the stack of choices; see `cut`. */
export function height(): number {
  return choices.length;
}

/** Gives up all choices above a height. */
export function cut(to: number): void {
  choices.length = to;
}

/** Hands an output on. */
export function send(emit: Emit, value: Json, path: Path | null): Step {
  if (--turn > 0) return emit(value, path);
  pending.code = null;
  pending.value = value;
  pending.path = path;
  pending.emit = emit;
  return PENDING;
}

/** What a call costs in fuel: what it leaves in memory may stay until the recursion ends. */
const CALL_COST = 12;

/** Calls code, for use where recursion is possible. */
export function call(code: Stream, environment: Environment, value: Json, path: Path | null, emit: Emit): Step {
  turn -= CALL_COST;
  if (turn > 0) return code(environment, value, path, emit);
  return defer(code, environment, value, path, emit);
}

/** Leaves a call to the loop. */
export function defer(code: Stream, environment: Environment, value: Json, path: Path | null, emit: Emit): Step {
  pending.code = code;
  pending.environment = environment;
  pending.value = value;
  pending.path = path;
  pending.emit = emit;
  return PENDING;
}

/**
 * Runs code to its end, or until `visit` returns false. May be used within a run; it then uses the JavaScript stack, so
 * only code that cannot recurse does so.
 */
export function runStream(
  code: Stream,
  environment: Environment,
  input: Json,
  path: Path | null,
  visit: (value: Json, path: Path | null) => boolean,
): void {
  const base = choices.length;
  const outerTurn = turn;
  try {
    const first = defer(code, environment, input, path, (value, at) => {
      if (!visit(value, at)) choices.length = base;
      return BACKTRACK;
    });
    drive(base, first);
  } finally {
    choices.length = base;
    turn = outerTurn;
  }
}

function drive(base: number, first: Step): void {
  let step = first;
  for (;;) {
    try {
      for (;;) {
        step = step === PENDING ? proceed() : backtrack(base);
        if (step === BACKTRACK && choices.length === base) return;
      }
    } catch (error) {
      step = handle(base, error);
    }
  }
}

/** Does what the registers say. The fuel is taken here, for all calls since the last turn. */
function proceed(): Step {
  charge(TURN - turn + 4);
  turn = TURN;
  const { code, environment, value, path, emit } = pending;
  return code === null ? emit(value, path) : code(environment, value, path, emit);
}

function backtrack(base: number): Step {
  charge(TURN - turn + 6);
  turn = TURN;
  return choices.length === base ? BACKTRACK : choices.pop()!.resume();
}

/** Finds the choice that handles an error; throws it on if there is none. */
function handle(base: number, error: unknown): Step {
  if (error instanceof Raise) {
    const failure: Failure = { error, passes: 0 };
    while (choices.length > base) {
      const step = choices.pop()!.catch(failure);
      if (step !== null) return step;
    }
  }
  throw error;
}

/** Forgets everything; before a run, in case the last one was ended by an error of the host. */
export function resetMachine(): void {
  choices.length = 0;
  turn = TURN;
}
