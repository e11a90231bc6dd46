import type { OldMap } from '../old-map.ts';
import type { ActionPlace } from './actions.ts';
import type { LegacyContext } from './context.ts';
import { duration } from './times.ts';

/** How the actions of a state get their results and how long they may take. */
export function placeOf(state: OldMap, context: LegacyContext): ActionPlace {
  return { scope: {}, timeout: limitOf(state, 'actionExecTimeout', context) };
}

/** A time limit for parts of a state: its own, or the one that the definition gives to all. */
export function limitOf(part: OldMap, key: string, context: LegacyContext): string | undefined {
  const own = part.map('timeouts');
  const timeouts = own?.has(key) ? own : context.root.map('timeouts');
  return timeouts && duration(timeouts.text(key), timeouts.place(key), context);
}

/** `stateDataFilter.input`. */
export function inputOf(state: OldMap, { expressions }: LegacyContext): Record<string, unknown> {
  const filter = state.map('stateDataFilter');
  const from = filter?.text('input');
  return from === undefined ? {} : { input: { from: expressions.marked(from, filter!.place('input')) } };
}

/** `stateDataFilter.output`. */
export function outputOf(state: OldMap, here: boolean, { expressions }: LegacyContext): Record<string, unknown> {
  const filter = state.map('stateDataFilter');
  const as = here ? filter?.text('output') : undefined;
  return as === undefined ? {} : { output: { as: expressions.marked(as, filter!.place('output')) } };
}

/** The time limit of a state, or the one that the definition gives to all of them. */
export function timeoutOf(state: OldMap, context: LegacyContext): unknown {
  const own = state.map('timeouts') ?? (state.has('timeouts') ? undefined : context.root.map('timeouts'));
  const detailed = own?.map('stateExecTimeout');
  detailed?.any('single');
  const place = detailed ? detailed.place('total') : own?.place('stateExecTimeout');
  const text = detailed ? detailed.text('total') : own?.text('stateExecTimeout');
  const after = place === undefined ? undefined : duration(text, place, context);
  return after === undefined ? undefined : { after };
}
