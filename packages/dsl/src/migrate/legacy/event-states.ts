import type { OldMap } from '../old-map.ts';
import { grouped, mergedAt, migrateAction, migrateActions } from './actions.ts';
import { type LegacyContext, Names, present, type Tasks } from './context.ts';
import { type EventData, eventData, eventStrategy, eventTest } from './events.ts';
import { placeOf } from './limits.ts';
import { duration } from './times.ts';

/** Puts the data of an event, given as jq, into the data of a state. */
export function mergedEvent(data: string, event: string, { part, target }: EventData): string {
  if (part === undefined) return data;
  const result = part === '.' ? event : `${event} | ${part}`;
  return target === undefined ? `${data} + ${grouped(result)}` : mergedAt(data, target, result);
}

/** How long a state waits for its events. */
export function eventTimeout(state: OldMap, context: LegacyContext): string | undefined {
  const timeouts = state.map('timeouts');
  return timeouts && duration(timeouts.text('eventTimeout'), timeouts.place('eventTimeout'), context);
}

/** Ends the list of the state when no event comes in time. */
export function untilTimeout(
  name: string,
  listen: Record<string, unknown>,
  timeout: string | undefined,
  then: string,
): Record<string, unknown> {
  if (timeout === undefined) return listen;
  const task = { [`${name}-event`]: { ...listen, timeout: { after: timeout } } };
  return { try: [task], catch: { errors: { with: { status: 408 } }, then } };
}

/** One group of events of an event state and what is to be done with them. */
interface Group {
  readonly old: OldMap;
  readonly events: readonly string[];
}

function groupsOf(state: OldMap): Group[] {
  return state.list('onEvents').map((old) => ({ old, events: old.texts('eventRefs') }));
}

/** The events that start executions when the first state waits for events. */
export function startingEvents(state: OldMap, context: LegacyContext) {
  const conditions = state.list('eventConditions');
  const groups = groupsOf(state);
  const names = [...conditions.map((one) => one.text('eventRef') ?? ''), ...groups.flatMap(({ events }) => events)];
  const exclusive = conditions.length > 0 || state.flag('exclusive') !== false;
  const several = exclusive && (conditions.length > 0 || groups.length > 1);
  const events = names.map((name) => ({ name, pointer: state.pointer }));
  const on = eventStrategy(events, exclusive, context);
  const first = groups[0] && eventData(groups[0].old, context);
  const merged = first ? mergedEvent('{}', exclusive ? '.[0]' : 'add', first) : '.[0]';
  return {
    schedule: { on, ...(several && { read: 'envelope' }) },
    input: { from: several ? '${ { data: {}, event: .[0] } }' : `\${ ${merged.replace(/^\{\} \+ /, '')} }` },
  };
}

/** An event state: waits, unless events started the execution, and acts on what has come. */
export function migrateEventState(state: OldMap, name: string, names: Names, context: LegacyContext): Tasks {
  const groups = groupsOf(state);
  const exclusive = state.flag('exclusive') !== false;
  const starts = context.startedBy === state.pointer;
  const several = exclusive && groups.length > 1;
  const listening = starts ? [] : [listenTask(state, name, groups, { exclusive, several }, context)];
  if (!several) return [...listening, ...groups.flatMap((group) => actionsOf(group, state, name, names, context))];
  const handlers = groups.map((group, index) => handlerOf(group, `${name}-${index + 1}`, state, context));
  const cases = groups.map(({ events }, index) => ({
    [`event-${index + 1}`]: { when: tests(events, context), then: `${name}-${index + 1}` },
  }));
  return [...listening, { [`${name}-which`]: { switch: cases } }, ...handlers];
}

function tests(events: readonly string[], context: LegacyContext): string {
  return `.event | ${events.map((event) => `(${eventTest(event, context)})`).join(' or ')}`;
}

function handlerOf(group: Group, name: string, state: OldMap, context: LegacyContext): Record<string, unknown> {
  const merged = mergedEvent('$in.data', '$in.event.data', eventData(group.old, context));
  const tasks = actionsOf(group, state, name, new Names([name]), context);
  const body = tasks.length > 0 ? { do: tasks } : { set: '${ . }' };
  return { [name]: { input: { from: `\${ . as $in | ${merged} }` }, ...body, then: 'exit' } };
}

function actionsOf(group: Group, state: OldMap, name: string, names: Names, context: LegacyContext): Tasks {
  const actions = group.old.list('actions');
  if (group.old.text('actionMode') === 'parallel' && actions.length > 1) {
    context.report.changed(
      group.old.place('actionMode'),
      `The actions of ${name} run one after another`,
      'Make them a fork.',
    );
  }
  return migrateActions(actions, names, placeOf(state, context), context);
}

function listenTask(
  state: OldMap,
  name: string,
  groups: readonly Group[],
  { exclusive, several }: { exclusive: boolean; several: boolean },
  context: LegacyContext,
): Record<string, unknown> {
  const events = groups.flatMap(({ events: names, old }) =>
    names.map((one) => ({ name: one, pointer: old.place('eventRefs') })),
  );
  const to = eventStrategy(events, exclusive, context);
  const as = several ? '{ data: $input, event: .[0] }' : mergeAll(groups, exclusive, context);
  const listen = { listen: present({ to, read: several ? 'envelope' : undefined }), output: { as: `\${ ${as} }` } };
  const timeout = eventTimeout(state, context);
  return { [`${name}-listen`]: untilTimeout(name, listen, timeout, 'exit') };
}

function mergeAll(groups: readonly Group[], exclusive: boolean, context: LegacyContext): string {
  const [first, ...more] = groups;
  if (!first) return '$input';
  for (const { old } of more) {
    if (!old.has('eventDataFilter')) continue;
    old.map('eventDataFilter');
    context.report.lost(
      old.place('eventDataFilter'),
      'The data of all events is merged in one way',
      'Filter it in output.as.',
    );
  }
  return mergedEvent('$input', exclusive ? '.[0]' : 'add', eventData(first.old, context));
}

/** A callback: an action, then the event that answers it. */
export function migrateCallback(state: OldMap, name: string, names: Names, context: LegacyContext): Tasks {
  const action = state.map('action');
  const calls = action ? migrateAction(action, names, placeOf(state, context), context) : [];
  const event = state.text('eventRef') ?? '';
  const merged = mergedEvent('$input', '.[0]', eventData(state, context));
  const to = eventStrategy([{ name: event, pointer: state.place('eventRef') }], true, context);
  const listen = {
    listen: { to },
    output: { as: `\${ ${merged} }` },
  };
  const timeout = eventTimeout(state, context);
  return [...calls, { [names.unique(`${name}-callback`)]: untilTimeout(name, listen, timeout, 'exit') }];
}
