import { ParleyError } from '@parley/kernel';
import type { Deadline } from './deadline.ts';
import { egressError } from './errors.ts';

/** Makes one of the guard's errors of whatever went wrong; the caller's own abort stays as it is. */
export function translate(
  error: unknown,
  host: string,
  deadline: Deadline,
  callerSignal: AbortSignal | undefined,
): unknown {
  if (deadline.expired()) {
    return egressError('egress_timeout', `${host} did not answer in time.`, { cause: error });
  }
  if (callerSignal?.aborted) return callerSignal.reason;
  const known = causes(error).find((cause) => cause instanceof ParleyError);
  if (known) return known;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return egressError('egress_timeout', `${host} could not be reached in time.`, { cause: error });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return egressError('egress_bad_request', `The request is not valid: ${message}.`, { cause: error });
  }
  return egressError('egress_unreachable', `${host} could not be reached: ${reason(error)}.`, { cause: error });
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let current = error; current !== undefined && current !== null && chain.length < 5; ) {
    chain.push(current, ...(current instanceof AggregateError ? current.errors : []));
    current = (current as { cause?: unknown }).cause;
  }
  return chain;
}

/** `ECONNREFUSED` says more than a sentence that repeats address and port. */
const reason = (error: unknown) => (error as NodeJS.ErrnoException).code ?? (error as Error).message;
