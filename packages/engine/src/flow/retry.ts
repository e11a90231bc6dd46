import type { Duration, RetryPolicy } from '@parley/dsl';
import type { CompileContext } from '../compile/context.ts';
import type { DurationExpression } from '../compile/duration.ts';
import type { Scope } from '../interpret/scope.ts';

/** The attempt that failed. `scope` has the error under the name that `catch.as` gives it. */
export interface FailedAttempt {
  readonly scope: Scope;
  readonly input: unknown;
  /** 1 for the first. */
  readonly attempt: number;
  /** Since the first attempt began. */
  readonly elapsedMs: number;
}

export interface Retry {
  /** How long one attempt may take. */
  readonly attemptTimeout: DurationExpression | undefined;
  /** Milliseconds until the next attempt; undefined when there is to be none. */
  next(failed: FailedAttempt): number | undefined;
}

/**
 * Compiles a retry policy. With the delay d the n-th retry comes after d (constant, the default), n*d (linear) or
 * 2^(n-1)*d (exponential), plus a jitter between `from` and `to` that replays the same. `limit.attempt.count` bounds the
 * retries, `limit.attempt.duration` each attempt, `limit.duration` everything together; a policy without a limit stops
 * at the engine's own.
 */
export function compileRetry(policy: RetryPolicy, pointer: string, context: CompileContext): Retry {
  const allowed = compileConditions(policy, pointer, context);
  const delay = compileDelay(policy, pointer, context);
  const { limit } = policy;
  const total =
    limit?.duration === undefined ? undefined : context.duration(limit.duration, `${pointer}/limit/duration`);
  const each = limit?.attempt?.duration;
  const count = limit?.attempt?.count ?? Number.POSITIVE_INFINITY;
  return {
    attemptTimeout: each === undefined ? undefined : context.duration(each, `${pointer}/limit/attempt/duration`),
    next(failed) {
      const { scope, input, attempt, elapsedMs } = failed;
      if (attempt > count || attempt >= scope.execution.limits.maxAttempts || !allowed(failed)) return undefined;
      const wait = delay(failed);
      return elapsedMs + wait > (total?.evaluate(scope, input) ?? Number.POSITIVE_INFINITY) ? undefined : wait;
    },
  };
}

function compileConditions(policy: RetryPolicy, pointer: string, context: CompileContext) {
  const when = policy.when === undefined ? undefined : context.expression(policy.when, `${pointer}/when`);
  const except =
    policy.exceptWhen === undefined ? undefined : context.expression(policy.exceptWhen, `${pointer}/exceptWhen`);
  return ({ scope, input }: FailedAttempt): boolean =>
    (when?.test(scope, input) ?? true) && !(except?.test(scope, input) ?? false);
}

function compileDelay(policy: RetryPolicy, pointer: string, context: CompileContext) {
  const duration = (value: Duration | undefined, path: string) =>
    value === undefined ? NO_DELAY : context.duration(value, pointer + path);
  const delay = duration(policy.delay, '/delay');
  const from = duration(policy.jitter?.from, '/jitter/from');
  const to = duration(policy.jitter?.to, '/jitter/to');
  return ({ scope, input, attempt }: FailedAttempt): number => {
    const least = from.evaluate(scope, input);
    const spread = to.evaluate(scope, input) - least;
    const random = spread > 0 ? scope.durable.random(`${scope.key}!jitter#${attempt}`) : 0;
    const wait = delay.evaluate(scope, input) * factor(policy, attempt) + least + spread * random;
    return Math.min(Math.round(wait), MAX_DELAY_MS);
  };
}

const NO_DELAY: DurationExpression = { evaluate: () => 0 };

/** Exponential backoff would otherwise leave the calendar after some fifty attempts. */
const MAX_DELAY_MS = 365 * 24 * 3_600_000;

function factor({ backoff }: RetryPolicy, attempt: number): number {
  if (backoff && 'exponential' in backoff) return 2 ** (attempt - 1);
  if (backoff && 'linear' in backoff) return attempt;
  return 1;
}
