import { type StandardProblem, standardError, WorkflowError } from '@parley/engine';
import { ParleyError } from '@parley/kernel';
import type { EGRESS_ERRORS } from '../egress/errors.ts';

const KINDS: Readonly<Record<keyof typeof EGRESS_ERRORS, StandardProblem>> = {
  egress_bad_request: 'configuration',
  egress_blocked: 'authorization',
  egress_redirect: 'communication',
  egress_too_large: 'communication',
  egress_unreadable: 'communication',
  egress_unreachable: 'communication',
  egress_timeout: 'timeout',
};

/** The workflow language's error for a request that got no response; anything else (an abort) stays what it is. */
export function toWorkflowError(error: unknown): unknown {
  if (error instanceof WorkflowError || !(error instanceof ParleyError) || !Object.hasOwn(KINDS, error.code))
    return error;
  const detail = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  return standardError(KINDS[error.code as keyof typeof KINDS], detail, undefined, error);
}
