import { charge, chargeString } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { isArray } from '../values/kind.ts';
import { utf8ByteLength } from '../values/text.ts';
import { type BrokenDown, breakDown, daysFromCivil, gmtime, secondsOf } from './calendar.ts';

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A number with the padding it has by default. */
interface Field {
  readonly value: number;
  readonly width: number;
  readonly pad: '0' | ' ';
}

const zero = (value: number, width = 2): Field => ({ value, width, pad: '0' });
const blank = (value: number): Field => ({ value, width: 2, pad: ' ' });

function hour12({ hour }: BrokenDown): number {
  return hour % 12 === 0 ? 12 : hour % 12;
}

/** Week of the year, weeks beginning on the given weekday. */
function weekFrom({ yearday, weekday }: BrokenDown, first: number): number {
  return Math.floor((yearday + 7 - ((weekday - first + 7) % 7)) / 7);
}

/** Year and week of ISO 8601. */
function isoWeek({ year, yearday, weekday }: BrokenDown): { year: number; week: number } {
  const thursday = yearday - ((weekday + 6) % 7) + 3;
  const isoYear = thursday < 0 ? year - 1 : thursday >= daysInYear(year) ? year + 1 : year;
  const day = thursday < 0 ? thursday + daysInYear(year - 1) : isoYear > year ? thursday - daysInYear(year) : thursday;
  return { year: isoYear, week: Math.floor(day / 7) + 1 };
}

function daysInYear(year: number): number {
  return daysFromCivil(year + 1, 0, 1) - daysFromCivil(year, 0, 1);
}

/** The conversions of strftime in the C locale and UTC (POSIX, with glibc's additions). */
const CONVERSIONS: Readonly<Record<string, (time: BrokenDown) => string | Field>> = {
  a: ({ weekday }) => WEEKDAYS[weekday]!.slice(0, 3),
  A: ({ weekday }) => WEEKDAYS[weekday]!,
  b: ({ month }) => MONTHS[month]!.slice(0, 3),
  B: ({ month }) => MONTHS[month]!,
  h: ({ month }) => MONTHS[month]!.slice(0, 3),
  c: (time) => expand('%a %b %e %H:%M:%S %Y', time),
  C: ({ year }) => zero(Math.floor(year / 100)),
  d: ({ day }) => zero(day),
  D: (time) => expand('%m/%d/%y', time),
  e: ({ day }) => blank(day),
  F: (time) => expand('%Y-%m-%d', time),
  g: (time) => zero(((isoWeek(time).year % 100) + 100) % 100),
  G: (time) => zero(isoWeek(time).year, 1),
  H: ({ hour }) => zero(hour),
  I: (time) => zero(hour12(time)),
  j: ({ yearday }) => zero(yearday + 1, 3),
  k: ({ hour }) => blank(hour),
  l: (time) => blank(hour12(time)),
  m: ({ month }) => zero(month + 1),
  M: ({ minute }) => zero(minute),
  n: () => '\n',
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  P: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
  r: (time) => expand('%I:%M:%S %p', time),
  R: (time) => expand('%H:%M', time),
  s: (time) => zero(secondsSince1970(time), 1),
  S: ({ second }) => zero(second),
  t: () => '\t',
  T: (time) => expand('%H:%M:%S', time),
  u: ({ weekday }) => zero(weekday === 0 ? 7 : weekday, 1),
  U: (time) => zero(weekFrom(time, 0)),
  V: (time) => zero(isoWeek(time).week),
  w: ({ weekday }) => zero(weekday, 1),
  W: (time) => zero(weekFrom(time, 1)),
  x: (time) => expand('%m/%d/%y', time),
  X: (time) => expand('%H:%M:%S', time),
  y: ({ year }) => zero(((year % 100) + 100) % 100),
  Y: ({ year }) => zero(year, 1),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
};

function secondsSince1970({ year, month, day, hour, minute, second }: BrokenDown): number {
  return daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
}

/** Flags, width, modifier and letter of a conversion. */
const CONVERSION = /%([-_0^#]*)(\d*)[EO]?([a-zA-Z%])/g;

function expand(format: string, time: BrokenDown): string {
  return format.replace(CONVERSION, (whole, flags: string, width: string, letter: string) => {
    const convert = Object.hasOwn(CONVERSIONS, letter) ? CONVERSIONS[letter] : undefined;
    return convert === undefined ? whole : pad(convert(time), flags, Number(width));
  });
}

/** Applies glibc's flags: `-` no padding, `_` spaces, `0` zeros, `^` upper case. */
function pad(field: string | Field, flags: string, width: number): string {
  if (typeof field === 'string') {
    const text = flags.includes('^') ? field.toUpperCase() : field;
    return text.padStart(Math.min(width, 200), flags.includes('0') ? '0' : ' ');
  }
  const least = flags.includes('-') ? 0 : Math.min(width > 0 ? width : field.width, 200);
  const fill = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : field.pad;
  const digits = String(Math.abs(field.value)).padStart(field.value < 0 ? least - 1 : least, fill);
  return field.value < 0 ? `-${digits}` : digits;
}

/** `strftime` and, since the time zone is always UTC, `strflocaltime`. */
export function strftime(value: Json, format: Json, name: string): string {
  const time = typeof value === 'number' ? gmtime(value) : value;
  if (!isArray(time)) return raise(`${name} requires parsed datetime inputs`);
  if (typeof format !== 'string') return raise(`${name} requires a string format`);
  charge(60 + format.length);
  const text = expand(format, breakDown(secondsOf(time, name)));
  chargeString(text.length);
  const room = utf8ByteLength(format) + 100;
  if ((text === '' && format !== '') || utf8ByteLength(text) >= room) return raise(`${name}: unknown system failure`);
  return text;
}
