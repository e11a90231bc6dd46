import type { Span } from '../ast.ts';
import type { Json } from '../values/json.ts';
import { charge } from './meter.ts';

/** What raising costs in fuel: JavaScript takes about that many steps to unwind its stack. */
const RAISE_COST = 20;

/**
 * A jq error on its way to a handler. It is no Error: programs raise often, and a stack trace costs
 * more than the rest of the evaluation.
 */
export class Raise {
  readonly value: Json;
  span: Span | undefined;

  constructor(value: Json) {
    charge(RAISE_COST);
    this.value = value;
    this.span = undefined;
  }
}

/** Raises a value as a jq error. */
export function raise(value: Json): never {
  throw new Raise(value);
}

/** Notes where an error came from, unless that is known already; for use as `throw located(error, span)`. */
export function located(error: unknown, span: Span): unknown {
  if (error instanceof Raise && error.span === undefined) error.span = span;
  return error;
}
