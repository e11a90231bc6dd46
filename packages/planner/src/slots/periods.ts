import type { Operation } from '@parley/dsl';
import { patternText, type Token } from '../normalise/tokens.ts';
import type { Target } from './match.ts';

const START =
  /^(?:from|start|since|after|startsAt|startDate|startTime|from_?date|dateFrom|begin|periodStart|startsOn)$/i;
const END = /^(?:to|end|until|till|before|endsAt|endDate|endTime|to_?date|dateTo|periodEnd|endsOn)$/i;

const SPANS: readonly (readonly [pattern: RegExp, days: number])[] = [
  [/\b(?:today|yesterday|last day|past day|last 24 hours)\b/, 1],
  [/\b(?:last|past|previous|this) week\b|\blast (?:7|seven) days\b|\bweekly\b/, 7],
  [/\b(?:last|past|previous|this) month\b|\bmonthly\b/, 30],
  [/\b(?:last|past|previous|this) year\b|\byearly\b/, 365],
];

/** A time argument of a report that reaches back from the start of the execution. */
export interface Period {
  /** A path such as `now-P7D`. */
  readonly path: string;
  /** Said when the length was not in the words. */
  readonly assumed?: string;
}

/**
 * The start or end of the period a read operation asks for: as long as the words say, else since the last run of the
 * schedule (`scheduleDays`), else a week.
 */
export function periodValue(
  operation: Operation,
  target: Target,
  tokens: readonly Token[],
  scheduleDays: number | undefined,
): Period | undefined {
  const format = target.shape.format;
  if (operation.method !== 'GET' || (format !== 'date-time' && format !== 'date')) return undefined;
  const suffix = format === 'date' ? ':date' : '';
  if (END.test(target.name)) return { path: `now${suffix}` };
  if (!START.test(target.name)) return undefined;
  const text = patternText(tokens);
  const said = SPANS.find(([pattern]) => pattern.test(text))?.[1];
  const days = said ?? scheduleDays ?? 7;
  const path = `now-P${days}D${suffix}`;
  return said === undefined
    ? { path, assumed: `${operation.name} covers the ${days === 1 ? 'day' : `${days} days`} before each start.` }
    : { path };
}
