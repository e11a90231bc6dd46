import { createHash } from 'node:crypto';
import type { EffectContext } from '@parley/engine';

const hex = (text: string, bytes: number) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, bytes * 2);

/**
 * The W3C trace context of a call (https://www.w3.org/TR/trace-context/#traceparent-header): an execution is a trace,
 * every attempt at a call a span of it. Derived, so that a replay names the same.
 */
export function traceparent({ executionId, idempotencyKey, attempt }: EffectContext): string {
  const compact = executionId.replaceAll('-', '').toLowerCase();
  const trace = /^[0-9a-f]{32}$/.test(compact) ? compact : hex(executionId, 16);
  return `00-${trace}-${hex(`${idempotencyKey}#${attempt}`, 8)}-01`;
}
