import { isObject } from '@parley/kernel';
import { describe } from './describe.ts';
import type { Shape } from './shape.ts';
import type { Finding, Scope, Sink } from './site.ts';

/** A walk of one value along its shape. Everything found goes to the sink; nothing is thrown. */
export interface Walk {
  readonly sink: Sink;
  step(shape: Shape, value: unknown, pointer: string, scope: Scope): void;
}

/** Reports a value of the wrong JSON type. */
export function wrongType(walk: Walk, expected: string, value: unknown, pointer: string): void {
  walk.sink.finding({
    code: 'wrong_type',
    pointer,
    message: `Expected ${expected}, found ${describe(value)}`,
    ...commonAdvice(expected, value),
  });
}

/** What most wrong types come from: quotes missing or too many, a map of tasks instead of a list. */
function commonAdvice(expected: string, value: unknown): Pick<Finding, 'hint' | 'quoteIt'> {
  if (isObject(value) && /^a list of (?:tasks|cases|extensions)$/.test(expected)) {
    return { hint: 'Put "- " in front of each name.' };
  }
  if (typeof value === 'string') {
    if (expected === 'true or false') return { hint: 'YAML 1.2 has true and false, without quotes.' };
    return expected === 'a whole number' && /^\d+$/.test(value) ? { hint: 'Take the quotes off.' } : {};
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return scalar && /text|version|name/.test(expected) ? { hint: 'Put it in quotes.', quoteIt: true } : {};
}
