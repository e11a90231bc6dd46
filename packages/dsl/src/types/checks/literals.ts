import { Kind, type Type } from '@parley/jq';
import { parseIsoDuration } from '@parley/kernel';
import { withoutNull } from '../domain.ts';

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/i;

/** The formats of texts that are checked, and what they are in words. */
const FORMATS: Readonly<Record<string, readonly [words: string, is: (text: string) => boolean]>> = {
  date: ['a date such as 2026-03-31', (text) => DATE.test(text)],
  time: ['a time such as 18:30:00Z', (text) => TIME.test(text)],
  'date-time': ['a time such as 2026-03-31T18:30:00Z', isDateTime],
  duration: ['an ISO 8601 duration such as PT4H', isDuration],
  email: ['an email address', (text) => /^[^@\s]+@[^@\s]+$/.test(text)],
  uuid: ['a UUID', (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)],
};

function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.split(/[tT ]/, 2);
  return DATE.test(date) && TIME.test(time);
}

function isDuration(text: string): boolean {
  return parseIsoDuration(text) !== undefined || /^P(\d+Y)?(\d+M)?(\d+D)?$/.test(text);
}

/** What a written text should be and is not, by the format of what is wanted; undefined when nothing speaks against it. */
export function literalProblem(text: string, wanted: Type): string | undefined {
  const format = wanted.strings?.format;
  if (withoutNull(wanted).kinds !== Kind.string || format === undefined || !Object.hasOwn(FORMATS, format)) {
    return undefined;
  }
  const [words, is] = FORMATS[format]!;
  return is(text) ? undefined : words;
}
