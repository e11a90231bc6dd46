import { COMMON_ERRORS, ParleyError } from './errors.ts';

/** RFC 9457 problem details, with Parley's stable code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Finds the request in the log. */
  readonly requestId: string;
}

/**
 * The one way an error leaves the process. Anything that is not a {@link ParleyError}, and anything with a status of
 * 500 and above, loses its message: what failed inside is for the log, not for the caller.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  if (!(error instanceof ParleyError)) return internalProblem(requestId);
  const hidden = error.status === 500;
  return {
    type: `urn:parley:error:${error.code}`,
    title: error.code.replaceAll('_', ' '),
    status: error.status,
    code: error.code,
    detail: hidden ? COMMON_ERRORS.internal.doc : error.message,
    retryable: error.retryable,
    ...(error.hint !== undefined && { hint: error.hint }),
    ...(error.details !== undefined && !hidden && { details: error.details }),
    requestId,
  };
}

function internalProblem(requestId: string): Problem {
  return {
    type: 'urn:parley:error:internal',
    title: 'internal',
    status: 500,
    code: 'internal',
    detail: COMMON_ERRORS.internal.doc,
    retryable: true,
    hint: `Try again; if it stays, give the operator the request id ${requestId}.`,
    requestId,
  };
}
