import { parseIsoDuration } from '@parley/kernel';
import { cron as cronProblem } from '../../validate/formats.ts';
import type { LegacyContext } from './context.ts';

/** A duration; undefined, with a note, when it is none. */
export function duration(
  text: string | undefined,
  pointer: string,
  { report, expressions }: LegacyContext,
): string | undefined {
  if (text === undefined || parseIsoDuration(text) !== undefined) return text;
  if (/^\s*\$/.test(text)) return expressions.marked(text, pointer);
  // Days and weeks behind the T are a slip that old examples make.
  const moved = text.replace(/^PT(\d+[DW])$/, 'P$1');
  if (parseIsoDuration(moved) !== undefined) {
    report.changed(pointer, `${text} is read as ${moved}: days and weeks stand before the T`);
    return moved;
  }
  report.lost(pointer, `${text} is no duration of a fixed length`, 'Write days, hours, minutes or seconds.');
  return undefined;
}

/** The greatest value of each field: seconds, minutes, hours, days, months, days of the week. */
const LAST = [59, 59, 23, 31, 12, 6];

/** A cron expression; undefined, with a note, when it is none. Quartz writes `5/15` for what is `5-59/15` elsewhere. */
export function cron(text: string, pointer: string, { report }: LegacyContext): string | undefined {
  const fields = text.trim().split(/\s+/);
  const skipped = fields.length === 5 ? 1 : 0;
  const usual = fields
    .map((field, index) => field.replace(/^(\d+)\/(\d+)$/, `$1-${LAST[index + skipped] ?? 2099}/$2`))
    .join(' ');
  if (cronProblem(usual) === undefined) return usual;
  report.lost(pointer, `${text} is no cron expression`, 'For example 0 9 * * 1-5.');
  return undefined;
}
