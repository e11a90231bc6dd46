import type { OldMap } from '../old-map.ts';
import { compensationOf } from './compensation.ts';
import { type LegacyContext, Names, present, type Tasks } from './context.ts';
import { type Caught, withHandlers } from './errors.ts';
import { startingEvents } from './event-states.ts';
import { Flow } from './flow.ts';
import { metadataOf } from './header.ts';
import { inputOf, outputOf, timeoutOf } from './limits.ts';
import { migrateSchedule } from './schedule.ts';
import { migrateStateBody } from './state-tasks.ts';
import { migrateSwitch } from './switch-states.ts';

export interface MigratedStates {
  readonly tasks: Tasks;
  readonly schedule: Record<string, unknown> | undefined;
  readonly input: Record<string, unknown>;
}

/** The states as tasks of one list, the first one first; every one says where it goes. */
export function migrateStates(root: OldMap, context: LegacyContext): MigratedStates {
  const [start, ...others] = inOrder(root);
  if (!start) return { tasks: [], schedule: undefined, input: {} };
  const begins = waitsForEvents(start) ? startingEvents(start, context) : undefined;
  if (begins) context.startedBy = start.pointer;
  const states = [start, ...others];
  context.states = new Set(states.map(nameOf));
  const names = new Names(context.states);
  const flow = new Flow(names, context);
  const tasks = states.flatMap((state) => migrateState(state, flow, names, context));
  const timed = migrateSchedule(root, context);
  if (!begins) return { tasks, schedule: timed, input: {} };
  if (timed) context.report.lost('/start', 'Events start the executions, so the schedule was left out');
  return { tasks, ...begins };
}

/** The states of the flow, the one it starts with first. */
function inOrder(root: OldMap): OldMap[] {
  const states = root.list('states').filter((state) => state.flag('usedForCompensation') !== true);
  const name = root.map('start')?.text('stateName') ?? root.text('start');
  const start = states.find((state) => state.text('name') === name) ?? states[0];
  return start ? [start, ...states.filter((state) => state !== start)] : [];
}

function waitsForEvents(state: OldMap): boolean {
  return state.text('type') === 'event' || state.has('eventConditions');
}

/** A name that no flow directive has. */
function nameOf(state: OldMap): string {
  const name = state.text('name') ?? 'state';
  return ['continue', 'exit', 'end'].includes(name) ? `${name}-state` : name;
}

function migrateState(state: OldMap, flow: Flow, names: Names, context: LegacyContext): Tasks {
  const name = nameOf(state);
  if (state.text('type') === 'switch')
    return [...migrateSwitch(state, name, flow, names, context), ...flow.takeTasks()];
  const { task, caught } = withHandlers(state, name, migrateStateBody(state, name, context), context);
  const then = state.has('transition') || state.has('end') ? flow.directive(state, name) : 'end';
  const single = caught.length === 1 && caught[0]!.when === undefined ? caught[0]! : undefined;
  if (single) {
    const target = directiveOf(single, name, flow);
    (task.catch as Record<string, unknown>).then = target;
  }
  const several = single ? [] : caught;
  const route = several.length > 0 ? names.unique(`${name}-route`) : undefined;
  const built = {
    ...inputOf(state, context),
    ...task,
    ...outputOf(state, several.length === 0, context),
    timeout: timeoutOf(state, context),
    then: route ?? then,
    metadata: present({ ...metadataOf(state), compensate: compensationOf(state, context) }),
  };
  const { metadata, ...rest } = built;
  const whole = present({ ...rest, metadata: Object.keys(metadata).length > 0 ? metadata : undefined });
  const routing = route === undefined ? [] : [{ [route]: routeTask(several, then, name, state, flow, context) }];
  return [{ [name]: whole }, ...routing, ...flow.takeTasks()];
}

function directiveOf({ handler: { target, old } }: Caught, name: string, flow: Flow): string {
  return flow.directive(target ?? old, `${name}-error`);
}

function routeTask(
  caught: readonly Caught[],
  then: string,
  name: string,
  state: OldMap,
  flow: Flow,
  context: LegacyContext,
): Record<string, unknown> {
  const cases = caught.map((one, index) => ({
    [`error-${index + 1}`]: { when: one.when, then: directiveOf(one, `${name}-${index + 1}`, flow) },
  }));
  const filter = state.map('stateDataFilter');
  const output = filter?.text('output');
  const rest = output === undefined ? '' : ` | ${context.expressions.jq(output, filter!.place('output'))}`;
  return { switch: [...cases, { done: { then } }], output: { as: `\${ del(.caughtError)${rest} }` } };
}
