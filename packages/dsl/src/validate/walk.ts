import { describe } from './describe.ts';
import type { Shape } from './shape.ts';
import type { Scope, Sink } from './site.ts';

/** A walk of one value along its shape. Everything found goes to the sink; nothing is thrown. */
export interface Walk {
  readonly sink: Sink;
  step(shape: Shape, value: unknown, pointer: string, scope: Scope): void;
}

/** Reports a value of the wrong JSON type. */
export function wrongType(walk: Walk, expected: string, value: unknown, pointer: string): void {
  const quoted = (typeof value === 'number' || typeof value === 'boolean') && /text|version|name/.test(expected);
  walk.sink.finding({
    code: 'wrong_type',
    pointer,
    message: `Expected ${expected}, found ${describe(value)}`,
    ...(quoted && { hint: 'Put it in quotes.', quoteIt: true }),
  });
}
