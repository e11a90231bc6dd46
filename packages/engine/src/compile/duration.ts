import { type Duration, isExpression } from '@parley/dsl';
import { durationToMs, isObject, parseIsoDuration } from '@parley/kernel';
import type { Scope } from '../interpret/scope.ts';
import { standardError } from '../problem.ts';
import type { Template } from './template.ts';

/** A duration that may be computed; gives milliseconds and raises an `expression` error when it is none. */
export interface DurationExpression {
  evaluate(scope: Scope, data: unknown): number;
}

/** Compiles a duration; `compile` is for the ones with expressions in them. */
export function compileDuration(
  duration: Duration,
  compile: (value: unknown) => Template,
): DurationExpression | undefined {
  const template = compile(duration);
  if (!template.constant) return { evaluate: (scope, data) => toMs(template.evaluate(scope, data)) };
  if (typeof duration === 'string' && (isExpression(duration) || parseIsoDuration(duration) === undefined)) {
    return undefined;
  }
  const ms = toMs(duration);
  return { evaluate: () => ms };
}

function toMs(value: unknown): number {
  const ms = typeof value === 'string' ? parseIsoDuration(value) : isObject(value) ? durationToMs(value) : undefined;
  if (ms === undefined || !Number.isFinite(ms) || ms < 0) {
    throw standardError('expression', `${JSON.stringify(value)} is not a duration: give PT15M or { minutes: 15 }`);
  }
  return ms;
}
