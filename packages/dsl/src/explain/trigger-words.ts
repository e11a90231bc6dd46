import type { Workflow } from '../model/workflow.ts';
import { eventWords } from './summarize-task.ts';
import { durationWords } from './words.ts';

/** What starts an execution, as the beginning of a sentence: `When order.placed arrives`, `Every 15 minutes`. */
export function triggerWords({ schedule }: Workflow): string {
  if (schedule?.on) {
    const several = 'all' in schedule.on && schedule.on.all.length > 1;
    return `When ${eventWords(schedule.on)} ${several ? 'have arrived' : 'arrives'}`;
  }
  if (schedule?.every !== undefined) return `Every ${durationWords(schedule.every)}`;
  if (schedule?.cron !== undefined) return cronWords(schedule.cron);
  if (schedule?.after !== undefined) return `${durationWords(schedule.after)} after it last completed`;
  return 'When started';
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The usual cron expressions in words; others as they are written. */
function cronWords(cron: string): string {
  const minutes = /^\*\/(\d+) \* \* \* \*$/.exec(cron)?.[1];
  if (minutes !== undefined) return `Every ${minutes} minutes`;
  const [, minute, hour, weekday] = /^(\d+) (\d+) \* \* (\S+)$/.exec(cron) ?? [];
  const days = weekday === undefined ? undefined : weekdayWords(weekday);
  if (!minute || !hour || !days) return `On the schedule ${cron}`;
  return `${days} at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

function weekdayWords(field: string): string | undefined {
  if (field === '*') return 'Every day';
  if (field === '1-5') return 'Every weekday';
  return /^[0-7]$/.test(field) ? `Every ${DAYS[Number(field)]}` : undefined;
}
