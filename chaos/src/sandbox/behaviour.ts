import { uniform } from '../random.ts';
import { answerOf, type ShapeInput, STRICT, STRICT_STATUS } from '../shapes/shape.ts';
import { executionOf } from './call-log.ts';

/** How the sandbox treats one call. */
export interface Treatment {
  readonly delayMs: number;
  /** HTTP status, or `cut` to drop the connection without an answer though the call counts. */
  readonly status: number | 'cut';
  readonly body: unknown;
}

const ONCE = 0.12;
const TWICE = 0.16;
const CUT = 0.19;
const SLOW = 0.03;

/**
 * The treatment of the `arrivals`-th call with an idempotency key: which keys fail and how often is a matter of the seed,
 * never of time. Strict paths fail only when the body says so.
 */
export function treat(seed: number, call: { path: string; key: string; body: unknown }, arrivals: number): Treatment {
  const { path, key } = call;
  const body = (call.body ?? {}) as Partial<ShapeInput>;
  const delayMs = delayOf(uniform(`${seed}:delay:${key}:${arrivals}`));
  const content = { value: answerOf(path, body.n ?? 0) };
  if (path.startsWith(`${STRICT}/`)) {
    const fails = body.fail === true || (body.broken === true && executionOf(key) === body.id);
    return fails ? { delayMs, status: STRICT_STATUS, body: { fails } } : { delayMs, status: 200, body: content };
  }
  const luck = uniform(`${seed}:luck:${key}`);
  const failures = luck < ONCE ? 1 : luck < TWICE ? 2 : 0;
  if (arrivals <= failures) return { delayMs, status: 503, body: { title: 'Try again' } };
  if (luck >= TWICE && luck < CUT && arrivals === 1) return { delayMs, status: 'cut', body: undefined };
  return { delayMs, status: 200, body: content };
}

/** Mostly short; now and then long enough to be in flight when something is killed. */
function delayOf(luck: number): number {
  return luck < SLOW ? 200 + 20_000 * luck : 2 + 45 * luck;
}
