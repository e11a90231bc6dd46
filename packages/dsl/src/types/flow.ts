import { isSubtype, joinTypes, type Type, unknownType, widenTypes } from '@parley/jq';
import { bounded } from './size.ts';

/** What goes from one task to the next. */
export interface Flow {
  /** The output of the task before: the raw input of the next one. */
  readonly value: Type;
  /** `$context` */
  readonly context: Type;
  /** True when `export` has certainly replaced the context since the branch began. */
  readonly exported: boolean;
}

/** A way out of a task; without a directive the task's own `then` says where it leads. */
export interface Exit {
  readonly directive: string | undefined;
  readonly flow: Flow;
}

/** What comes out of a list of tasks; undefined where nothing does. */
export interface ListOutcome {
  /** Past the last task, or by `exit`. */
  readonly done: Flow | undefined;
  /** The workflow ends in it. */
  readonly ended: Flow | undefined;
}

/** Nothing is known. */
export const UNKNOWN_FLOW: Flow = { value: unknownType, context: unknownType, exported: false };

export function joinFlows(a: Flow | undefined, b: Flow | undefined): Flow | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  return {
    value: bounded(joinTypes(a.value, b.value)),
    context: bounded(joinTypes(a.context, b.context)),
    exported: a.exported && b.exported,
  };
}

/** True when whatever can come with `a` can come with `b`. */
export function isWithin(a: Flow, b: Flow): boolean {
  return isSubtype(a.value, b.value) && isSubtype(a.context, b.context) && (a.exported || !b.exported);
}

/** A flow above both; coarser in later rounds, in the end unknown. */
export function widenFlows(before: Flow, next: Flow, round: number): Flow {
  return {
    value: bounded(widenTypes(before.value, next.value, round)),
    context: bounded(widenTypes(before.context, next.context, round)),
    exported: before.exported && next.exported,
  };
}

/** Rounds of a fixed point after which everything is unknown; the widening gets there by itself before. */
const MAX_ROUNDS = 10;

/** The least fixed point of `step` above `start`, from above. `step` is last called with the result. */
export function fixedPoint(start: Flow, step: (flow: Flow) => Flow | undefined, once: boolean): Flow {
  if (once) {
    step(UNKNOWN_FLOW);
    return UNKNOWN_FLOW;
  }
  let flow = start;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = step(flow);
    if (next === undefined || isWithin(next, flow)) return flow;
    flow = widenFlows(flow, next, round);
  }
  step(UNKNOWN_FLOW);
  return UNKNOWN_FLOW;
}
