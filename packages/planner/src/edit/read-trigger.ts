import { type Token, tokenise } from '../normalise/tokens.ts';
import type { PlanContext } from '../plan/builder.ts';
import type { FlowTrigger } from '../plan/flow.ts';
import { matchEvents } from '../trigger/events.ts';
import { type FoundSchedule, findSchedule } from '../trigger/schedule.ts';

/** A trigger from a choice's value or from words; undefined when they name none. */
export function readTrigger(context: PlanContext, current: FlowTrigger, value: string): FlowTrigger | undefined {
  return fromChoice(context, current, value) ?? fromWords(context, current, tokenise(value.replace(/^time:/, '')));
}

function fromChoice(context: PlanContext, { words }: FlowTrigger, value: string): FlowTrigger | undefined {
  if (BY_HAND.test(value)) return { kind: 'manual', words };
  if (value.startsWith('event:')) return { kind: 'event', type: value.slice('event:'.length), words };
  if (!value.startsWith('cron:')) return undefined;
  return { kind: 'cron', cron: value.slice('cron:'.length), timeZone: context.tenant.timeZone, words };
}

const BY_HAND = /^(?:manual|manually|by hand|start it by hand|on demand|when i say so)$/i;

function fromWords(context: PlanContext, current: FlowTrigger, tokens: readonly Token[]): FlowTrigger | undefined {
  const { words } = current;
  const schedule = findSchedule(tokens);
  if (schedule?.cron !== undefined) {
    const timeZone = schedule.timeZone ?? zoneOf(current) ?? context.tenant.timeZone;
    return { kind: 'cron', cron: sameTime(schedule, current), timeZone, words };
  }
  if (schedule?.every !== undefined) return { kind: 'every', every: schedule.every, words };
  const minutes = timeIn(tokens);
  if (minutes !== undefined && current.kind === 'cron') return atTime(current, minutes);
  const [best] = matchEvents(context.catalog, tokens);
  return best && best.score >= 0.55 ? { kind: 'event', type: best.event.type, words } : undefined;
}

/** Minutes after midnight of "8am", "noon" or a bare hour. */
function timeIn(tokens: readonly Token[]): number | undefined {
  if (tokens.some((token) => token.lower === 'noon')) return 12 * 60;
  if (tokens.some((token) => token.lower === 'midnight')) return 0;
  const time = tokens.find((token) => token.kind === 'time');
  if (time) return time.value;
  const hour = tokens.find((token) => token.kind === 'number')?.value;
  return hour !== undefined && Number.isInteger(hour) && hour < 24 ? hour * 60 : undefined;
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
