import type { OldMap } from '../old-map.ts';
import type { LegacyContext } from './context.ts';
import { cron } from './times.ts';

/** When executions start by themselves. */
export function migrateSchedule(root: OldMap, context: LegacyContext): Record<string, unknown> | undefined {
  const { report } = context;
  const start = root.map('start');
  if (!start) return undefined;
  const short = start.text('schedule');
  if (short !== undefined) return every(short, start.place('schedule'), report);
  const schedule = start.map('schedule');
  if (!schedule) return undefined;
  const zone = schedule.text('timezone');
  if (zone !== undefined) {
    const advice = `Parley takes it from document.metadata.schedule: { timeZone: ${zone} }.`;
    report.lost(schedule.place('timezone'), `The schedule has no time zone; it was ${zone}`, advice);
  }
  const interval = schedule.text('interval');
  if (interval !== undefined) return every(interval, schedule.place('interval'), report);
  const detailed = schedule.map('cron');
  if (detailed?.has('validUntil')) {
    detailed.any('validUntil');
    report.lost(detailed.place('validUntil'), 'A schedule has no end', 'Archive the workflow when the time has come.');
  }
  const text = detailed ? detailed.text('expression') : schedule.text('cron');
  const pointer = detailed ? detailed.place('expression') : schedule.place('cron');
  const expression = text === undefined ? undefined : cron(text, pointer, context);
  return expression === undefined ? undefined : { cron: expression };
}

/** An ISO 8601 interval: `R/PT2H`, `R5/PT2H`, `PT2H` or with a start or end. */
function every(text: string, pointer: string, report: LegacyContext['report']): Record<string, unknown> | undefined {
  const duration = text.split('/').find((part) => /^P/.test(part));
  if (duration === undefined) {
    report.lost(pointer, `${text} is no interval that a schedule can have`, 'Write it as cron or every.');
    return undefined;
  }
  if (!/^(?:R\/)?P/.test(text)) {
    report.lost(
      pointer,
      `The schedule goes on without end; it was ${text}`,
      'Archive the workflow when the time has come.',
    );
  }
  return { every: duration };
}
