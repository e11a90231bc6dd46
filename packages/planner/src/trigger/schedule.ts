import { formatIsoDuration } from '@parley/kernel';
import { numberWord } from '../normalise/numbers.ts';
import { type Token, wordAt } from '../normalise/tokens.ts';
import { cronOf, type ScheduleParts } from './cron.ts';
import { timeZoneAt } from './time-zone.ts';

/** A schedule found in an utterance; `from` and `end` are token positions, `end` exclusive. */
export interface FoundSchedule {
  readonly from: number;
  readonly end: number;
  /** Five fields. Absent with `every`. */
  readonly cron?: string;
  /** ISO 8601 duration. */
  readonly every?: string;
  readonly timeZone?: string;
  /** False when the words name days but no time of day; 09:00 is taken then. */
  readonly timeGiven: boolean;
}

/** What "in the morning" and its like mean, in minutes after midnight. */
const DAY_PARTS: Readonly<Record<string, number>> = {
  morning: 9 * 60,
  noon: 12 * 60,
  midday: 12 * 60,
  lunchtime: 12 * 60,
  afternoon: 15 * 60,
  evening: 18 * 60,
  night: 22 * 60,
  midnight: 0,
};
const DEFAULT_TIME = 9 * 60;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ADVERBS: Readonly<Record<string, string>> = {
  daily: 'day',
  nightly: 'night',
  hourly: 'hour',
  weekly: 'week',
  monthly: 'month',
};

interface Draft {
  weekdays: number[];
  monthDays: (number | 'L')[];
  months: number[];
  times: number[];
  step?: { every: number; unit: 'minute' | 'hour' | 'day' | 'week' };
  hours?: [number, number];
  /** Time that only a part of the day gave; a time of day replaces it. */
  part?: number;
  zone?: string;
  repeats: boolean;
  timeGiven: boolean;
}

/** The first schedule in a list of tokens, if there is one. */
export function findSchedule(tokens: readonly Token[]): FoundSchedule | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const found = scheduleAt(tokens, at);
    if (found) return found;
  }
  return undefined;
}

function scheduleAt(tokens: readonly Token[], from: number): FoundSchedule | undefined {
  const draft: Draft = { weekdays: [], monthDays: [], months: [], times: [], repeats: false, timeGiven: false };
  let end = from;
  for (;;) {
    // A comma or an "and" may join two parts ("every Monday, at 8"), but only before another part.
    const joined = end > from && /^(?:,|and)$/.test(wordAt(tokens, end)) ? end + 1 : end;
    const next = partAt(tokens, joined, draft);
    if (next === undefined) break;
    end = next;
  }
  if (end === from || !draft.repeats) return undefined;
  return { from, end, timeGiven: draft.timeGiven, ...compose(draft), ...(draft.zone ? { timeZone: draft.zone } : {}) };
}

function compose(draft: Draft): { cron: string } | { every: string } {
  const { step } = draft;
  const plain = draft.weekdays.length === 0 && draft.monthDays.length === 0 && draft.times.length === 0 && !draft.hours;
  const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };
  if (step && (plain || step.unit === 'day' || step.unit === 'week')) {
    draft.timeGiven = true;
    return { every: formatIsoDuration(step.every * unitMs[step.unit]) };
  }
  if (step) draft.timeGiven = true;
  const parts: ScheduleParts = {
    weekdays: draft.weekdays,
    monthDays: draft.monthDays,
    months: draft.months,
    times: draft.times.length > 0 ? draft.times : [DEFAULT_TIME],
    ...(step ? { step: step as NonNullable<ScheduleParts['step']> } : {}),
    ...(draft.hours ? { hours: draft.hours } : {}),
  };
  return { cron: cronOf(parts) };
}

type Part = (tokens: readonly Token[], at: number, draft: Draft) => number | undefined;

const PARTS: readonly Part[] = [everyPart, adverbPart, onPart, timePart, spanPart, zonePart];

function partAt(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  for (const part of PARTS) {
    const end = part(tokens, at, draft);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** `every 15 minutes`, `each Monday and Friday`, `every weekday`, `every morning`, `once a day`. */
function everyPart(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  const word = tokens[at]?.lower;
  const once = word === 'once' && /^(?:a|an|every|per)$/.test(wordAt(tokens, at + 1));
  if (word !== 'every' && word !== 'each' && !once) return undefined;
  const next = at + (once ? 2 : 1);
  const counted = countedUnit(tokens, next, draft) ?? unitAt(wordAt(tokens, next), next, draft);
  const end = counted ?? dayList(tokens, next, draft) ?? monthDayList(tokens, next, draft);
  if (end !== undefined) draft.repeats = true;
  return end;
}

/** `15 minutes`, `other day`, `half an hour`. */
function countedUnit(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  if (wordAt(tokens, at) === 'half' && /^hours?$/.test(wordAt(tokens, at + 2))) {
    draft.step = { every: 30, unit: 'minute' };
    return at + 3;
  }
  const count = wordAt(tokens, at) === 'other' ? 2 : tokens[at]?.kind === 'number' ? tokens[at].value : undefined;
  const unit = UNITS.get(wordAt(tokens, at + 1).replace(/s$/, ''));
  if (count === undefined || unit === undefined) return undefined;
  draft.step = { every: count, unit };
  return at + 2;
}

const UNITS: ReadonlyMap<string, NonNullable<Draft['step']>['unit']> = new Map([
  ['minute', 'minute'],
  ['min', 'minute'],
  ['hour', 'hour'],
  ['day', 'day'],
  ['week', 'week'],
]);

function unitAt(word: string, at: number, draft: Draft): number | undefined {
  if (word === 'minute' || word === 'hour') draft.step = { every: 1, unit: word };
  else if (word === 'week') draft.weekdays.push(1);
  else if (word === 'month') draft.monthDays.push(...(draft.monthDays.length > 0 ? [] : [1]));
  else if (Object.hasOwn(DAY_PARTS, word)) setDayPart(word, draft);
  else if (word !== 'day') return undefined;
  return at + 1;
}

function setDayPart(word: string, draft: Draft): void {
  const minutes = DAY_PARTS[word] ?? DEFAULT_TIME;
  if (!draft.timeGiven) {
    draft.times = [minutes];
    draft.part = minutes;
  }
  // "at 7 in the evening": the part of the day only says which seven.
  else if (minutes >= 15 * 60) draft.times = draft.times.map((time) => (time < 12 * 60 ? time + 12 * 60 : time));
  draft.timeGiven = true;
}

function adverbPart(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  const word = wordAt(tokens, at);
  if (!Object.hasOwn(ADVERBS, word)) return undefined;
  draft.repeats = true;
  return unitAt(ADVERBS[word] ?? '', at, draft);
}

function dayNumbers(word: string): number[] | undefined {
  const singular = word.replace(/s$/, '');
  if (singular === 'weekday' || word === 'workdays' || word === 'workday') return [1, 2, 3, 4, 5];
  if (singular === 'weekend') return [0, 6];
  const full = DAYS.indexOf(singular);
  const index = full >= 0 ? full : /^(?:sun|mon|tues?|wed|thu(?:rs?)?|fri|sat)$/.test(word) ? shortDay(word) : -1;
  return index < 0 ? undefined : [index];
}

const shortDay = (word: string): number => DAYS.findIndex((day) => day.startsWith(word.slice(0, 3)));

/** `Monday`, `Monday and Thursday`, `Mon-Fri`, `Monday through Friday`, `business day`. */
function dayList(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  const word = wordAt(tokens, at);
  if (/^(?:business|working|work|week)$/.test(word) && /^days?$/.test(wordAt(tokens, at + 1))) {
    draft.weekdays.push(1, 2, 3, 4, 5);
    return at + 2;
  }
  const [left = '', right] = word.split('-');
  const days = dayNumbers(left);
  if (!days) return undefined;
  draft.weekdays.push(...days);
  const range = right === undefined ? rangeEnd(tokens, at + 1) : { day: dayNumbers(right)?.[0], end: at + 1 };
  if (range?.day !== undefined) {
    for (let day = (days[0] ?? 0) + 1; day % 7 !== (range.day + 1) % 7; day++) draft.weekdays.push(day % 7);
    return range.end;
  }
  return moreDays(tokens, at + 1, draft);
}

function rangeEnd(tokens: readonly Token[], at: number): { day: number | undefined; end: number } | undefined {
  if (!/^(?:to|through|thru|till|until|-|–)$/.test(wordAt(tokens, at))) return undefined;
  return { day: dayNumbers(wordAt(tokens, at + 1))?.[0], end: at + 2 };
}

function moreDays(tokens: readonly Token[], at: number, draft: Draft): number {
  let next = at;
  while (/^(?:,|and|or|&)$/.test(wordAt(tokens, next))) next++;
  const skipped = /^(?:every|on)$/.test(wordAt(tokens, next)) ? next + 1 : next;
  if (next === at || !dayNumbers(wordAt(tokens, skipped))) return dayPartAfter(tokens, at, draft);
  return dayList(tokens, skipped, draft) ?? at;
}

function dayPartAfter(tokens: readonly Token[], at: number, draft: Draft): number {
  const word = wordAt(tokens, at);
  if (!Object.hasOwn(DAY_PARTS, word)) return at;
  setDayPart(word, draft);
  return at + 1;
}

/** `on Mondays`, `on the 1st and 15th of each month`, `on the last day of the month`. */
function onPart(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  const on = tokens[at]?.lower === 'on';
  const word = wordAt(tokens, at + (on ? 1 : 0));
  // Without "every", only a plural repeats: "on Mondays", not "on Monday".
  const repeats = draft.repeats || /days$|ends$/.test(word);
  if (!repeats && !/^(?:the|of)$/.test(word)) return undefined;
  const next = at + (on ? 1 : 0);
  const end = monthDayList(tokens, next, draft) ?? (repeats ? dayList(tokens, next, draft) : undefined);
  if (end !== undefined) draft.repeats = true;
  return end;
}

function monthDayList(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  const start = skip(tokens, at, 'the');
  const days: (number | 'L')[] = [];
  let next = start;
  for (let day = monthDay(tokens[next]); day !== undefined; day = monthDay(tokens[next])) {
    days.push(day);
    next = skip(tokens, next + 1, 'day');
    const joined = /^(?:and|,|&)$/.test(wordAt(tokens, next)) ? skip(tokens, next + 1, 'the') : next;
    if (joined === next || monthDay(tokens[joined]) === undefined) break;
    next = joined;
  }
  if (days.length === 0) return undefined;
  draft.monthDays = days;
  return monthTail(tokens, next, draft);
}

/** The position after a word, if it stands there. */
function skip(tokens: readonly Token[], at: number, word: string): number {
  return wordAt(tokens, at) === word ? at + 1 : at;
}

function monthDay(token: Token | undefined): number | 'L' | undefined {
  if (token?.kind === 'ordinal') return token.value;
  if (token?.lower === 'first') return 1;
  return token?.lower === 'last' ? 'L' : undefined;
}

/** Only "of the month" (or a month's name) makes an ordinal a day of the month. */
function monthTail(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  if (tokens[at]?.lower !== 'of') {
    draft.monthDays = [];
    return undefined;
  }
  const next = /^(?:the|each|every|a)$/.test(wordAt(tokens, at + 1)) ? at + 2 : at + 1;
  const word = wordAt(tokens, next);
  const month = MONTHS.indexOf(word.slice(0, 3));
  if (month >= 0 && word !== 'month') draft.months.push(month + 1);
  else if (word !== 'month') {
    draft.monthDays = [];
    return undefined;
  }
  return next + 1;
}

/** `at 7am`, `7:30`, `at noon`, `at 7`, `in the morning`. */
function timePart(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  const inThe = wordAt(tokens, at) === 'in' && wordAt(tokens, at + 1) === 'the';
  if (inThe) return isDayPart(tokens, at + 2) ? dayPartAfter(tokens, at + 2, draft) : undefined;
  const marked = /^(?:at|@|by|around)$/.test(wordAt(tokens, at));
  const value = marked ? at + 1 : at;
  if (marked && isDayPart(tokens, value)) return dayPartAfter(tokens, value, draft);
  const minutes = timeOf(tokens[value], marked);
  if (minutes === undefined) return undefined;
  addTime(draft, minutes);
  return /^o'?clock$/.test(wordAt(tokens, value + 1)) ? value + 2 : value + 1;
}

function isDayPart(tokens: readonly Token[], at: number): boolean {
  return Object.hasOwn(DAY_PARTS, wordAt(tokens, at));
}

/** "every evening at 8" is at 20:00. */
function addTime(draft: Draft, minutes: number): void {
  const { part } = draft;
  if (part !== undefined) draft.times = [part >= 15 * 60 && minutes < 12 * 60 ? minutes + 12 * 60 : minutes];
  else draft.times = draft.timeGiven ? [...draft.times, minutes] : [minutes];
  delete draft.part;
  draft.timeGiven = true;
}

function timeOf(token: Token | undefined, marked: boolean): number | undefined {
  if (token?.kind === 'time') return token.value;
  const hour = token?.kind === 'number' ? (token.value ?? numberWord(token.lower)) : undefined;
  return marked && hour !== undefined && hour < 24 && Number.isInteger(hour) ? hour * 60 : undefined;
}

/** `between 9am and 5pm`, `from 9 to 17`. */
function spanPart(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  const word = tokens[at]?.lower;
  const joint = wordAt(tokens, at + 2);
  if (word === 'between' ? joint !== 'and' : word !== 'from' || !/^(?:to|until|till|-)$/.test(joint)) return undefined;
  const first = timeOf(tokens[at + 1], true);
  const last = timeOf(tokens[at + 3], true);
  if (first === undefined || last === undefined || !draft.step) return undefined;
  draft.hours = [Math.floor(first / 60), Math.max(Math.floor(first / 60), Math.floor((last - 1) / 60))];
  return at + 4;
}

function zonePart(tokens: readonly Token[], at: number, draft: Draft): number | undefined {
  if (!draft.repeats) return undefined;
  const found = timeZoneAt(tokens, at);
  if (found) draft.zone = found.zone;
  return found?.end;
}
