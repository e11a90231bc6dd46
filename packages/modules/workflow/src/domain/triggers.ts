import type { EventConsumptionStrategy, EventFilter, Workflow } from '@parley/dsl';
import { durationToMs, isObject, parseIsoDuration } from '@parley/kernel';
import { Cron } from 'croner';

/** What starts a workflow by itself. `after` counts from the end of the last execution. */
export type TriggerSpec =
  | { readonly kind: 'event'; readonly type: string; readonly filter: EventFilter['with'] }
  | { readonly kind: 'cron'; readonly cron: string; readonly timeZone: string }
  | { readonly kind: 'every'; readonly everyMs: number };

/** The triggers that a definition asks for; `timeZone` is the tenant's, used where the definition names none. */
export function triggersOf(definition: Workflow, timeZone: string): TriggerSpec[] {
  const { schedule } = definition;
  if (!schedule) return [];
  const specs: TriggerSpec[] = [];
  if (schedule.cron !== undefined) {
    specs.push({ kind: 'cron', cron: schedule.cron, timeZone: scheduleTimeZone(definition) ?? timeZone });
  }
  if (schedule.every !== undefined) {
    const everyMs =
      typeof schedule.every === 'string' ? parseIsoDuration(schedule.every) : durationToMs(schedule.every);
    if (everyMs !== undefined && everyMs > 0) specs.push({ kind: 'every', everyMs });
  }
  if (schedule.on) specs.push(...eventFilters(schedule.on).map(toEventTrigger));
  return specs;
}

function eventFilters(strategy: EventConsumptionStrategy): readonly EventFilter[] {
  if ('one' in strategy) return [strategy.one];
  return 'any' in strategy ? strategy.any : strategy.all;
}

function toEventTrigger(filter: EventFilter): TriggerSpec {
  return { kind: 'event', type: filter.with.type ?? '*', filter: filter.with };
}

function scheduleTimeZone(definition: Workflow): string | undefined {
  const schedule = definition.document.metadata?.schedule;
  return isObject(schedule) && typeof schedule.timeZone === 'string' ? schedule.timeZone : undefined;
}

/** When a schedule fires next after `afterMs`, epoch milliseconds; undefined for events and for schedules that ended. */
export function nextFiring(spec: TriggerSpec, afterMs: number): number | undefined {
  if (spec.kind === 'every') return afterMs + spec.everyMs;
  if (spec.kind === 'event') return undefined;
  const cron = new Cron(spec.cron, { timezone: spec.timeZone, paused: true });
  return cron.nextRun(new Date(afterMs))?.getTime();
}

/** What starts the workflow, in words that end a sentence ("It starts ..."). */
export function describeTriggers(specs: readonly TriggerSpec[]): string {
  if (specs.length === 0) return 'when somebody starts it';
  return specs.map(describeTrigger).join(' or ');
}

function describeTrigger(spec: TriggerSpec): string {
  switch (spec.kind) {
    case 'event':
      return `when ${spec.type} arrives`;
    case 'cron':
      return `on the schedule "${spec.cron}" (${spec.timeZone})`;
    case 'every':
      return `every ${spec.everyMs / 1000} seconds`;
  }
}

/** True when an event has every attribute that the trigger's filter names, with the same value. */
export function matchesEvent(
  spec: TriggerSpec,
  event: { readonly type: string; readonly [name: string]: unknown },
): boolean {
  if (spec.kind !== 'event') return false;
  return Object.entries(spec.filter).every(([name, wanted]) => isDeepEqual(event[name], wanted));
}

function isDeepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isDeepEqual(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => isDeepEqual(left[key], right[key]));
}
