import { canonical } from './outcome.ts';
import type { Case, Outcome } from './reference.ts';

/**
 * The differences from jq that are known and meant, each with its reason. A difference that none of these explains fails
 * the test.
 */
const REASONS: readonly ((one: Case, ours: Outcome | undefined, jq: Outcome | undefined) => boolean)[] = [
  // jq tells numbers and strings apart by where they are in memory: `path("a")` fails there even if the input is "a".
  // Here they count by their value, so fewer programs fail with this message.
  (_one, _ours, jq) => startsWith(jq?.error?.value, 'Invalid path expression'),
  // After a match of nothing jq goes on one byte further, not one character, and finds it again inside a character.
  ({ program, input }) => MATCHES_NOTHING.test(program) && NOT_ASCII.test(program + JSON.stringify(input)),
  // In `a |= (b ?// c)` jq's own update breaks out of the loop by an error, which `?//` takes for a failed pattern.
  ({ program }) => program.includes('?//') && UPDATE.test(program),
  // NaN is less than itself, so the order of several NaNs depends on the sorting algorithm.
  ({ program }) => /\bnan\b|\binfinite\b/.test(program) && /sort|group|unique|min|max/.test(program),
  // JavaScript puts keys such as "0" before others, jq keeps the order in which they came: the same characters.
  // (Messages show only the beginning of an object, so these are left out.)
  (_one, ours, jq) => INTEGER_KEY.test(canonical(ours)) && letters(canonical(ours)) === letters(canonical(jq)),
];

const MATCHES_NOTHING = /"x\*"|\(a\?\)\*/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins with them
const NOT_ASCII = /[^\x00-\x7f]/;
const UPDATE = /[-+*/%|]=|\/\/=| = /;
// Also where the object was made into text by a format: `@uri`, `@html`, a string in a string.
const INTEGER_KEY = /(?:"|%22|&quot;)\d+(?:\\*"|%22|&quot;)(?::|%3A)/;

function startsWith(value: unknown, text: string): boolean {
  return typeof value === 'string' && value.startsWith(text);
}

function letters(text: string): string {
  return [...text.replace(/\(\{.*?\.\.\.\}\)/g, '')].sort().join('');
}

/** Whether a difference between the two outcomes of a case is a known one. */
export function isExplained(one: Case, ours: Outcome | undefined, jq: Outcome | undefined): boolean {
  return REASONS.some((reason) => reason(one, ours, jq));
}
