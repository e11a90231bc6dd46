import type { OldMap } from '../old-map.ts';
import { type LegacyContext, type Names, present, type Tasks } from './context.ts';
import { eventTimeout, mergedEvent, untilTimeout } from './event-states.ts';
import { eventData, eventStrategy, eventTest } from './events.ts';
import type { Flow } from './flow.ts';
import { metadataOf } from './header.ts';
import { inputOf, outputOf, timeoutOf } from './limits.ts';

/** A switch by data is a switch task; one by events listens first. */
export function migrateSwitch(state: OldMap, name: string, flow: Flow, names: Names, context: LegacyContext): Tasks {
  for (const key of ['onErrors', 'compensatedBy']) {
    if (!state.has(key)) continue;
    state.any(key);
    context.report.lost(state.place(key), 'A switch raises no errors of its own and undoes nothing');
  }
  return state.has('eventConditions')
    ? byEvents(state, name, flow, names, context)
    : [{ [name]: byData(state, name, flow, context) }];
}

function byData(state: OldMap, name: string, flow: Flow, context: LegacyContext): Record<string, unknown> {
  const cases = state.list('dataConditions').map((condition, index) => {
    dropMetadata(condition, context);
    const when = context.expressions.jq(condition.text('condition') ?? 'true', condition.place('condition'));
    return {
      [condition.text('name') ?? `case-${index + 1}`]: {
        when,
        then: flow.directive(condition, `${name}-${index + 1}`),
      },
    };
  });
  return present({
    ...inputOf(state, context),
    switch: [...cases, { default: { then: defaultOf(state, name, flow) } }],
    ...outputOf(state, true, context),
    timeout: timeoutOf(state, context),
    metadata: metadataOf(state),
  });
}

function dropMetadata(condition: OldMap, { report }: LegacyContext): void {
  if (condition.any('metadata') !== undefined) report.lost(condition.place('metadata'), 'Cases have no metadata');
}

function defaultOf(state: OldMap, name: string, flow: Flow): string {
  const otherwise = state.map('defaultCondition');
  otherwise?.any('name');
  return otherwise ? flow.directive(otherwise, `${name}-default`) : 'end';
}

/** Listens, tells by the event which case it is, and puts its data into the state's. */
function byEvents(state: OldMap, name: string, flow: Flow, names: Names, context: LegacyContext): Tasks {
  const conditions = state.list('eventConditions');
  const otherwise = defaultOf(state, name, flow);
  const cases = conditions.map((condition, index) => {
    dropMetadata(condition, context);
    const own = names.unique(condition.text('name') ?? `${name}-${index + 1}`);
    const merged = mergedEvent('$in.data', '$in.event.data', eventData(condition, context));
    const taken = { set: `\${ . as $in | ${merged} }`, ...outputOf(state, true, context) };
    return { own, event: condition.text('eventRef') ?? '', task: { ...taken, then: flow.directive(condition, own) } };
  });
  const which = {
    switch: [
      ...cases.map(({ own, event }) => ({ [own]: { when: `.event | ${eventTest(event, context)}`, then: own } })),
      { default: { then: otherwise } },
    ],
  };
  const handlers = cases.map(({ own, task }) => ({ [own]: task }));
  if (context.startedBy === state.pointer) return [{ [name]: which }, ...handlers];
  const events = conditions.map((one) => ({ name: one.text('eventRef') ?? '', pointer: one.place('eventRef') }));
  const to = eventStrategy(events, true, context);
  const listen = { listen: { to, read: 'envelope' }, output: { as: '${ { data: $input, event: .[0] } }' } };
  const timeout = eventTimeout(state, context);
  const choose = names.unique(`${name}-which`);
  const task = present({
    ...inputOf(state, context),
    ...untilTimeout(name, listen, timeout, otherwise),
    timeout: timeout === undefined ? timeoutOf(state, context) : undefined,
    then: choose,
    metadata: metadataOf(state),
  });
  return [{ [name]: task }, { [choose]: which }, ...handlers];
}
