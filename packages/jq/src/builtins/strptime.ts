import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { breakDown, daysFromCivil, toArray } from './calendar.ts';
import { MONTHS, WEEKDAYS } from './strftime.ts';

/** Fields read so far; what was not read stays undefined. */
interface Fields {
  year?: number;
  century?: number;
  yearOfCentury?: number;
  month?: number;
  day?: number;
  hour?: number;
  hour12?: number;
  afternoon?: boolean;
  minute?: number;
  second?: number;
  weekday?: number;
  yearday?: number;
  epoch?: number;
}

class Mismatch {}

/** Numbers: the field, the most digits, the range and what is taken off. */
const NUMBERS: Readonly<
  Record<string, readonly [keyof Fields, digits: number, from: number, to: number, less?: number]>
> = {
  C: ['century', 2, 0, 99],
  d: ['day', 2, 1, 31],
  e: ['day', 2, 1, 31],
  H: ['hour', 2, 0, 23],
  k: ['hour', 2, 0, 23],
  I: ['hour12', 2, 1, 12],
  l: ['hour12', 2, 1, 12],
  j: ['yearday', 3, 1, 366, 1],
  m: ['month', 2, 1, 12, 1],
  M: ['minute', 2, 0, 59],
  S: ['second', 2, 0, 61],
  y: ['yearOfCentury', 2, 0, 99],
  Y: ['year', 4, 0, 9999],
  u: ['weekday', 1, 1, 7],
  w: ['weekday', 1, 0, 6],
  s: ['epoch', 18, 0, Number.MAX_SAFE_INTEGER],
};

/** Numbers that are read and left out of account. */
const IGNORED: Readonly<Record<string, number>> = { U: 2, W: 2, V: 2, G: 4, g: 2 };

/** Conversions that stand for several others. */
const COMPOUND: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

class Reader {
  readonly fields: Fields = {};
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get rest(): string {
    return this.#text.slice(this.#at);
  }

  /** Reads as much as the format says; throws Mismatch where the text does not fit. */
  read(format: string): void {
    for (let i = 0; i < format.length; i++) {
      const char = format[i]!;
      if (/\s/.test(char)) this.#match(/\s*/y);
      else if (char !== '%') this.#literal(char);
      else {
        i += /[EO]/.test(format[i + 1] ?? '') ? 2 : 1;
        this.#conversion(format[i] ?? '');
      }
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) throw new Mismatch();
    this.#at += found[0].length;
    return found[0];
  }

  #literal(char: string): void {
    if (this.#text[this.#at] !== char) throw new Mismatch();
    this.#at++;
  }

  #conversion(letter: string): void {
    if (Object.hasOwn(NUMBERS, letter)) this.#number(letter);
    else if (Object.hasOwn(IGNORED, letter)) this.#match(new RegExp(`\\s*\\d{1,${IGNORED[letter]!}}`, 'y'));
    else if (Object.hasOwn(COMPOUND, letter)) this.read(COMPOUND[letter]!);
    else this.#word(letter);
  }

  #number(letter: string): void {
    const [field, digits, from, to, less = 0] = NUMBERS[letter]!;
    const value = Number(this.#match(new RegExp(`\\s*\\d{1,${digits}}`, 'y')));
    if (value < from || value > to) throw new Mismatch();
    (this.fields as Record<string, number>)[field] = letter === 'u' ? value % 7 : value - less;
  }

  #word(letter: string): void {
    switch (letter) {
      case 'a':
      case 'A':
        this.fields.weekday = this.#name(WEEKDAYS);
        break;
      case 'b':
      case 'B':
      case 'h':
        this.fields.month = this.#name(MONTHS);
        break;
      case 'p':
      case 'P':
        this.fields.afternoon = /p/i.test(this.#match(/\s*[ap]m/iy));
        break;
      case 'z':
        this.#match(/\s*(?:Z|[+-]\d\d(?::?\d\d)?)/y);
        break;
      case 'Z':
        this.#match(/\s*\S*/y);
        break;
      case 'n':
      case 't':
        this.#match(/\s*/y);
        break;
      default:
        this.#literal(letter === '%' ? '%' : '\0');
    }
  }

  /** A name in full or its first three letters, in any case. */
  #name(names: readonly string[]): number {
    const pattern = new RegExp(`\\s*(?:${names.map((name) => `${name}|${name.slice(0, 3)}`).join('|')})`, 'iy');
    const found = this.#match(pattern).trimStart().toLowerCase();
    return names.findIndex((name) => name.slice(0, 3).toLowerCase() === found.slice(0, 3));
  }
}

function yearOf({ year, century, yearOfCentury }: Fields): number | undefined {
  if (yearOfCentury !== undefined) {
    if (century !== undefined) return century * 100 + yearOfCentury;
    return yearOfCentury < 69 ? 2000 + yearOfCentury : 1900 + yearOfCentury;
  }
  return century === undefined ? year : century * 100;
}

function hourOf({ hour, hour12, afternoon }: Fields): number {
  if (hour12 === undefined) return hour ?? 0;
  return (hour12 % 12) + (afternoon === true ? 12 : 0);
}

/** Completes the date as glibc does: month and day from the day of the year, weekday and day of the year from the date. */
function toBrokenDown(fields: Fields): number[] {
  if (fields.epoch !== undefined) return toArray(breakDown(fields.epoch));
  const year = yearOf(fields) ?? 1900;
  let { month, day } = fields;
  if (month === undefined && day === undefined && fields.yearday !== undefined) {
    const date = breakDown((daysFromCivil(year, 0, 1) + fields.yearday) * 86_400);
    month = date.month;
    day = date.day;
  }
  const days = daysFromCivil(year, month ?? 0, day ?? 0);
  const weekday = fields.weekday ?? (((days + 4) % 7) + 7) % 7;
  const yearday = fields.yearday ?? days - daysFromCivil(year, 0, 1);
  return [year, month ?? 0, day ?? 0, hourOf(fields), fields.minute ?? 0, fields.second ?? 0, weekday, yearday];
}

/** `strptime`: the broken-down time; text after it must begin with white space and is given as a last item. */
export function strptime(value: Json, format: Json): Json {
  if (typeof value !== 'string' || typeof format !== 'string') {
    return raise('strptime/1 requires string inputs and arguments');
  }
  charge(40 + value.length + format.length);
  const reader = new Reader(value);
  const mismatch = `date "${value}" does not match format "${format}"`;
  try {
    reader.read(format);
  } catch (error) {
    if (error instanceof Mismatch) return raise(mismatch);
    throw error;
  }
  const { rest } = reader;
  if (rest !== '' && !/^\s/.test(rest)) return raise(mismatch);
  const time = toBrokenDown(reader.fields);
  return rest === '' ? time : [...time, rest];
}
