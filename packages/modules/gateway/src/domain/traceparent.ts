import { randomBytes } from 'node:crypto';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/**
 * The trace context that follows from a request (W3C Trace Context, `traceparent`): the caller's trace with a new
 * span, or a new trace when the caller sent none or a broken one.
 */
export function continueTrace(received: string | undefined): string {
  const match = received === undefined ? null : TRACEPARENT.exec(received);
  const [, trace, span, flags] = match ?? [];
  if (trace !== undefined && trace !== NO_TRACE && span !== NO_SPAN) return `00-${trace}-${randomHex(8)}-${flags}`;
  return `00-${randomHex(16)}-${randomHex(8)}-01`;
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
