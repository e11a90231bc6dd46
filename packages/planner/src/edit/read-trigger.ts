import { formatIsoDuration, parseIsoDuration } from '@parley/kernel';
import { tokenise } from '../normalise/tokens.ts';
import type { PlanContext } from '../plan/builder.ts';
import type { FlowTrigger } from '../plan/flow.ts';
import { matchEvents } from '../trigger/events.ts';
import { type FoundSchedule, findSchedule } from '../trigger/schedule.ts';

/** A trigger from a choice's value or from words; undefined when they name none. */
export function readTrigger(context: PlanContext, current: FlowTrigger, value: string): FlowTrigger | undefined {
  const words = current.words;
  const { timeZone } = context.tenant;
  if (value === 'manual' || /^(?:manually|by hand|start it by hand|on demand|when i say so)$/i.test(value))
    return { kind: 'manual', words };
  if (value.startsWith('event:')) return { kind: 'event', type: value.slice('event:'.length), words };
  if (value.startsWith('cron:')) return { kind: 'cron', cron: value.slice('cron:'.length), timeZone, words };
  const tokens = tokenise(value.replace(/^time:/, ''));
  const schedule = findSchedule(tokens);
  if (schedule?.cron !== undefined)
    return {
      kind: 'cron',
      cron: sameTime(schedule, current),
      timeZone: schedule.timeZone ?? zoneOf(current) ?? timeZone,
      words,
    };
  if (schedule?.every !== undefined)
    return { kind: 'every', every: formatIsoDuration(parseIsoDuration(schedule.every) ?? 0), words };
  const named = tokens.find((token) => token.lower === 'noon' || token.lower === 'midnight');
  if (named && current.kind === 'cron') return atTime(current, named.lower === 'noon' ? 720 : 0);
  const time = tokens.find(
    (token) =>
      token.kind === 'time' || (token.kind === 'number' && Number.isInteger(token.value) && (token.value ?? 99) < 24),
  );
  if (time && current.kind === 'cron')
    return atTime(current, time.kind === 'time' ? (time.value ?? 0) : (time.value ?? 0) * 60);
  const [best] = matchEvents(context.catalog, tokens);
  return best && best.score >= 0.55 ? { kind: 'event', type: best.event.type, words } : undefined;
}

/** "only on Mondays" says nothing about the time, so that stays. */
function sameTime(schedule: FoundSchedule, current: FlowTrigger): string {
  const cron = schedule.cron ?? '';
  if (schedule.timeGiven || current.kind !== 'cron') return cron;
  return [...current.cron.split(' ').slice(0, 2), ...cron.split(' ').slice(2)].join(' ');
}

function zoneOf(trigger: FlowTrigger): string | undefined {
  return trigger.kind === 'cron' ? trigger.timeZone : undefined;
}

/** The same schedule at another time of day. */
function atTime(trigger: Extract<FlowTrigger, { kind: 'cron' }>, minutes: number): FlowTrigger {
  const [, , ...days] = trigger.cron.split(' ');
  return { ...trigger, cron: [minutes % 60, Math.floor(minutes / 60), ...days].join(' ') };
}
