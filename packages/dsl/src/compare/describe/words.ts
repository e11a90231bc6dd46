import { humanize } from '../../explain/words.ts';
import { isExpression, stripExpression } from '../../expression/syntax.ts';
import { pointerSteps } from '../../parse/pointer.ts';

const MAX_VALUE = 60;

/** A name as people read it, in quotation marks: `“get capacity”`. */
export function nameWords(name: string): string {
  return `“${humanize(name) || name}”`;
}

/** A value in a few characters: an expression without its marks, everything else as JSON. */
function shownValue(value: unknown): string {
  const text = typeof value === 'string' && isExpression(value) ? stripExpression(value) : JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

/** The steps of a pointer below another one, as people read them: `with.body.items[2].price`. */
export function pathBelow(pointer: string, above: string): string {
  return pointerSteps(pointer.slice(above.length)).reduce(
    (path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`),
    '',
  );
}

/** Makes a sentence: a capital letter first, a full stop last. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.…]$/.test(text) ? '' : '.'}`;
}

/** What happened to a value: `is 5 instead of 3`, `is now 5`, `is gone (was 3)`. */
export function changeWords(before: unknown, after: unknown): string {
  if (before === undefined) return `is now ${shownValue(after)}`;
  if (after === undefined) return `is gone (was ${shownValue(before)})`;
  return `is ${shownValue(after)} instead of ${shownValue(before)}`;
}
