import { JqLimitError } from '../errors.ts';

/**
 * The budget of the run in progress. One run happens at a time (evaluation is synchronous and calls no user code),
 * so this is module state rather than a parameter of every closure.
 */
export const meter = { fuel: 0 };

/**
 * Default budget of a run: a quarter of a million elementary steps, or the equivalent in allocated size. One unit stands
 * for at most some hundred nanoseconds, so a hostile program ends within some ten milliseconds.
 */
export const DEFAULT_FUEL = 250_000;

/** Longest string a program may build, in UTF-16 units. */
export const MAX_STRING_LENGTH = 1 << 24;

/** Takes fuel (a budget or price that is no number counts as exhausted): one unit is one elementary step, or about 16 bytes of memory. */
export function charge(units: number): void {
  meter.fuel -= units;
  if (!(meter.fuel >= 0)) exhausted();
}

/** Takes fuel for looking at all of a string that may be long. */
export function chargeText(text: string): void {
  if (text.length > SHORT_TEXT) charge(text.length / LONG_CHARS_PER_UNIT);
}

/** Strings up to this length are looked at for nothing. */
const SHORT_TEXT = 128;
const LONG_CHARS_PER_UNIT = 64;

/** Takes fuel for a string of that length and checks the length itself. */
export function chargeString(length: number): void {
  charge(length / 16);
  if (length > MAX_STRING_LENGTH) {
    throw new JqLimitError('size', `a string would be longer than ${MAX_STRING_LENGTH} characters`);
  }
}

function exhausted(): never {
  throw new JqLimitError('fuel', 'the program used up its fuel');
}
