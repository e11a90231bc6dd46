import type { RetryPolicy } from '../model/policies.ts';
import { countWords, durationWords, humanize } from './words.ts';

/** How a task is tried again: `try again up to 5 times, 3 seconds apart and longer each time`. */
export function retryWords(retry: RetryPolicy | string): string {
  if (typeof retry === 'string') return `try again (${humanize(retry)})`;
  const { limit, delay, backoff } = retry;
  const count = limit?.attempt?.count;
  const parts = [
    ...(count === undefined ? [] : [`up to ${countWords(count, 'time')}`]),
    ...(delay === undefined
      ? []
      : [`${durationWords(delay)} apart${backoff && !('constant' in backoff) ? ' and longer each time' : ''}`]),
    ...(limit?.duration === undefined ? [] : [`for at most ${durationWords(limit.duration)}`]),
  ];
  return ['try again', parts.join(', ')].filter((part) => part !== '').join(' ');
}
