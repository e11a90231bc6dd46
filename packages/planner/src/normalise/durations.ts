import type { Token } from './tokens.ts';

const SECOND = 1000;
const UNITS: Readonly<Record<string, number>> = {
  second: SECOND,
  sec: SECOND,
  minute: 60 * SECOND,
  min: 60 * SECOND,
  hour: 3600 * SECOND,
  hr: 3600 * SECOND,
  h: 3600 * SECOND,
  day: 86_400 * SECOND,
  week: 7 * 86_400 * SECOND,
};

/** Length in milliseconds of a unit of time, singular or plural; undefined for any other word. */
export function unitMs(word: string): number | undefined {
  const singular = word.replace(/s$/, '');
  return Object.hasOwn(UNITS, singular) ? UNITS[singular] : undefined;
}

/** A duration found in tokens: its length and where it ends (exclusive). */
export interface FoundDuration {
  readonly ms: number;
  readonly end: number;
}

/** Reads a duration that starts at token `at`: `10 minutes`, `an hour`, `half an hour`, `1 hour 30 minutes`. */
export function durationAt(tokens: readonly Token[], at: number): FoundDuration | undefined {
  const first = amountAt(tokens, at);
  if (!first) return undefined;
  const unit = unitMs(tokens[first.end]?.lower ?? '');
  if (unit === undefined) return undefined;
  const end = first.end + 1;
  const joined = tokens[end]?.lower === 'and' ? end + 1 : end;
  if (joined > end && tokens[joined]?.lower === 'a' && tokens[joined + 1]?.lower === 'half') {
    return { ms: (first.value + 0.5) * unit, end: joined + 2 };
  }
  const rest = tokens[joined]?.kind === 'number' ? durationAt(tokens, joined) : undefined;
  return rest ? { ms: first.value * unit + rest.ms, end: rest.end } : { ms: first.value * unit, end };
}

function amountAt(tokens: readonly Token[], at: number): { value: number; end: number } | undefined {
  const token = tokens[at];
  if (!token) return undefined;
  if (token.kind === 'number') return { value: token.value ?? 0, end: at + 1 };
  if (token.lower === 'half' && /^an?$/.test(tokens[at + 1]?.lower ?? '')) return { value: 0.5, end: at + 2 };
  if (/^(?:a|an|one)$/.test(token.lower)) return { value: 1, end: at + 1 };
  if (token.lower === 'couple' && tokens[at + 1]?.lower === 'of') return { value: 2, end: at + 2 };
  return undefined;
}
