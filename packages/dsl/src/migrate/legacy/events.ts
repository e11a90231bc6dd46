import { isObject } from '@parley/kernel';
import type { OldMap } from '../old-map.ts';
import { type LegacyContext, present } from './context.ts';
import type { ExpressionScope } from './expressions.ts';

/** The filter for an event that the definition names. */
export function eventFilter(name: string, pointer: string, context: LegacyContext): Record<string, unknown> {
  const event = context.find('events', name);
  if (!event) {
    context.report.lost(pointer, `There is no event ${name}`, 'Say which type it has.');
    return { with: { type: name } };
  }
  finishEvent(event, context);
  return present({
    with: present({ type: event.text('type') ?? name, source: event.text('source') }),
    correlate: correlation(event, context),
  });
}

/** Which events a task waits for: one of several, or all of them. */
export function eventStrategy(
  names: readonly { readonly name: string; readonly pointer: string }[],
  exclusive: boolean,
  context: LegacyContext,
): Record<string, unknown> {
  const filters = names.map(({ name, pointer }) => eventFilter(name, pointer, context));
  const [only, ...more] = filters;
  if (only && more.length === 0) return { one: withoutEmptyCorrelation(only) };
  return exclusive ? { any: filters } : { all: filters };
}

/** A correlation that expects nothing compares events with each other, so one event alone has none. */
function withoutEmptyCorrelation({ correlate, ...filter }: Record<string, unknown>): Record<string, unknown> {
  if (!isObject(correlate)) return filter;
  const kept = Object.entries(correlate).filter(([, one]) => isObject(one) && one.expect !== undefined);
  return kept.length === 0 ? filter : { ...filter, correlate: Object.fromEntries(kept) };
}

/** What a filter of an event says in jq, for an event as `.`. */
export function eventTest(name: string, context: LegacyContext): string {
  const event = context.find('events', name);
  const source = event?.text('source');
  const type = `.type == ${JSON.stringify(event?.text('type') ?? name)}`;
  return source === undefined ? type : `${type} and .source == ${JSON.stringify(source)}`;
}

function finishEvent(event: OldMap, { report }: LegacyContext): void {
  event.any('kind');
  if (event.any('metadata') !== undefined) report.lost(event.place('metadata'), 'Events have no metadata');
  if (event.flag('dataOnly') === false) {
    report.changed(event.place('dataOnly'), 'Only the data of the event is used', 'Set listen.read to envelope.');
  }
}

function correlation(event: OldMap, { report, expressions }: LegacyContext): Record<string, unknown> | undefined {
  const keys = event.list('correlation');
  if (keys.length === 0) return undefined;
  const entries = keys.map((key) => {
    const name = key.text('contextAttributeName') ?? '';
    const value = key.text('contextAttributeValue');
    if (value === undefined) {
      const advice = `Export it from the event before, and set expect: \${ $context.${name} }.`;
      report.lost(key.pointer, `Events of different tasks are not correlated by ${name}`, advice);
    }
    const expect = value === undefined ? undefined : expressions.data(value, key.place('contextAttributeValue'));
    return [name, present({ from: `.${JSON.stringify(name)}`, expect })];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** The task that sends an event and leaves the data as it is. */
export function emitTask(
  old: OldMap,
  key: string,
  scope: ExpressionScope,
  context: LegacyContext,
): Record<string, unknown> {
  const name = old.text(key) ?? old.text('eventRef') ?? '';
  const event = context.find('events', name);
  if (event) finishEvent(event, context);
  else context.report.lost(old.place(key), `There is no event ${name}`, 'Say which type it has.');
  const attributes = old.any('contextAttributes');
  const data = old.any('data');
  const properties = present({
    source:
      event?.text('source') ??
      `/workflows/${context.root.text('id') ?? context.root.text('name') ?? 'workflow'}`.replaceAll(/\s/g, '-'),
    type: event?.text('type') ?? name,
    ...(isObject(attributes) &&
      (context.expressions.data(attributes, old.place('contextAttributes'), scope) as object)),
    data: data === undefined ? undefined : context.expressions.data(data, old.place('data'), scope),
  });
  return { emit: { event: { with: properties } }, output: { as: '${ $input }' } };
}

/** jq for the part of an event's data that goes into the state, and where it goes. */
export interface EventData {
  /** Undefined when none of it is used. */
  readonly part: string | undefined;
  readonly target: string | undefined;
}

/** What an `eventDataFilter` says. */
export function eventData(owner: OldMap, { expressions }: LegacyContext): EventData {
  const filter = owner.map('eventDataFilter');
  if (!filter) return { part: '.', target: undefined };
  const data = filter.text('data');
  const target = filter.text('toStateData');
  const used = filter.flag('useData') !== false;
  return {
    part: !used ? undefined : data === undefined ? '.' : expressions.jq(data, filter.place('data')),
    target: target === undefined ? undefined : expressions.jq(target, filter.place('toStateData')),
  };
}
