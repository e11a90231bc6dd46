import { durationToMs, isObject, parseIsoDuration } from '@parley/kernel';
import { childPointer } from '../../parse/pointer.ts';
import type { Finding } from '../site.ts';
import type { CheckInput } from './check.ts';

/** The bounds of a jitter must be the right way round. */
export function* checkRetries({ value, survey }: CheckInput): Generator<Finding> {
  const use = isObject(value) && isObject(value.use) ? value.use : {};
  if (isObject(use.retries)) {
    for (const [name, policy] of Object.entries(use.retries)) yield* jitter(policy, childPointer('/use/retries', name));
  }
  for (const { kind, value: task, pointer } of survey.tasks) {
    if (kind === 'try' && isObject(task.catch)) yield* jitter(task.catch.retry, `${pointer}/catch/retry`);
  }
}

function* jitter(policy: unknown, pointer: string): Generator<Finding> {
  if (!isObject(policy) || !isObject(policy.jitter)) return;
  const from = milliseconds(policy.jitter.from);
  const to = milliseconds(policy.jitter.to);
  if (from === undefined || to === undefined || from <= to) return;
  const message = 'The jitter ends before it begins: "from" is longer than "to"';
  yield { code: 'out_of_range', pointer: `${pointer}/jitter/to`, message };
}

function milliseconds(value: unknown): number | undefined {
  if (typeof value === 'string') return parseIsoDuration(value);
  const parts = isObject(value) ? Object.values(value) : [];
  return parts.length > 0 && parts.every((part) => typeof part === 'number')
    ? durationToMs(value as object)
    : undefined;
}
