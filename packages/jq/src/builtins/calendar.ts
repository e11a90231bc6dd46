import { raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { isArray } from '../values/kind.ts';

/** A time of day on a date of the proleptic Gregorian calendar, like C's `struct tm` but with the full year. */
export interface BrokenDown {
  readonly year: number;
  /** 0-11 */
  readonly month: number;
  /** 1-31 */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0-6 from Sunday */
  readonly weekday: number;
  /** 0-365 */
  readonly yearday: number;
}

const DAY = 86_400;

/** Days from 1970-01-01 to a date; month may be any whole number (H. Hinnant, chrono-Compatible Low-Level Date Algorithms). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const carried = year + Math.floor(month / 12);
  const m = month - Math.floor(month / 12) * 12;
  const y = m < 2 ? carried - 1 : carried;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (m < 2 ? m + 10 : m - 2) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468 + day - 1;
}

/** The date and time of a whole number of seconds since 1970. */
export function breakDown(seconds: number): BrokenDown {
  const days = Math.floor(seconds / DAY);
  const rest = seconds - days * DAY;
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 2 : mp - 10;
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - daysFromCivil(year, 0, 1),
  };
}

/** As jq has it: `[year, month, day, hour, minute, second, weekday, yearday]`. */
export function toArray(time: BrokenDown): number[] {
  const { year, month, day, hour, minute, second, weekday, yearday } = time;
  return [year, month, day, hour, minute, second, weekday, yearday];
}

/** `gmtime`: seconds since 1970, fractions go into the seconds. */
export function gmtime(value: Json): number[] {
  if (typeof value !== 'number') return raise('gmtime() requires numeric inputs');
  const time = Number.isFinite(value) ? breakDown(Math.trunc(value)) : undefined;
  if (time === undefined || Math.abs(time.year) > 2 ** 31) {
    return raise('error converting number of seconds since epoch to datetime');
  }
  return toArray({ ...time, second: time.second + (value - Math.floor(value)) });
}

const INT_MAX = 2_147_483_647;

/** Seconds since 1970 of an array as above; missing fields are zero, overflowing ones carry. */
export function secondsOf(value: readonly Json[], name: string): number {
  const fields = [1900, 0, 0, 0, 0, 0];
  value.slice(0, 8).forEach((field, i) => {
    if (typeof field !== 'number' || Number.isNaN(field)) raise(`${name} requires parsed datetime inputs`);
    else if (i < fields.length) fields[i] = Math.trunc(Math.max(-INT_MAX - 1, Math.min(INT_MAX, field)));
  });
  const [year, month, day, hour, minute, second] = fields as [number, number, number, number, number, number];
  return daysFromCivil(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
}

/** `mktime` */
export function mktime(value: Json): number {
  if (!isArray(value)) return raise('mktime requires array inputs');
  const seconds = secondsOf(value, 'mktime');
  return seconds === -1 ? raise('invalid gmtime representation') : seconds;
}
