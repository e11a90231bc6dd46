import { durationToMs, parseIsoDuration } from '@parley/kernel';
import { isExpression, stripExpression } from '../expression/syntax.ts';
import type { Duration } from '../model/workflow.ts';

/** A name in plain words: `getCapacity` and `get-capacity` are `get capacity`. */
export function humanize(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[_\-\s]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => (/^[A-Z][A-Z0-9]+$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

/** `1 case`, `2 cases`. */
export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The last part of a URI or dotted name. */
export function lastPart(text: string): string {
  return text.split(/[/#]/).filter(Boolean).at(-1) ?? text;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
] as const;

/** A duration in words: `1 day 2 hours`. */
export function durationWords(duration: Duration): string {
  if (typeof duration === 'string') {
    if (isExpression(duration)) return `the time ${stripExpression(duration)}`;
    const ms = parseIsoDuration(duration);
    return ms === undefined ? duration : millisecondsInWords(ms);
  }
  return millisecondsInWords(durationToMs(duration));
}

function millisecondsInWords(ms: number): string {
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(countWords(count, unit));
  }
  return parts.join(' ') || 'no time';
}

/** `a, b and c`. */
export function listWords(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
