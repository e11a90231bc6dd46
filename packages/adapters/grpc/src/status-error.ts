import { status } from '@grpc/grpc-js';
import { standardError, type WorkflowError } from '@parley/engine';

/** HTTP's status for each of gRPC's (google/rpc/code.proto, "HTTP Mapping"). */
const HTTP_STATUS: Readonly<Record<number, number>> = {
  [status.CANCELLED]: 499,
  [status.UNKNOWN]: 500,
  [status.INVALID_ARGUMENT]: 400,
  [status.DEADLINE_EXCEEDED]: 504,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.PERMISSION_DENIED]: 403,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.FAILED_PRECONDITION]: 400,
  [status.ABORTED]: 409,
  [status.OUT_OF_RANGE]: 400,
  [status.UNIMPLEMENTED]: 501,
  [status.INTERNAL]: 500,
  [status.UNAVAILABLE]: 503,
  [status.DATA_LOSS]: 500,
  [status.UNAUTHENTICATED]: 401,
};

const EXCERPT = 500;

/** The language's error for a call that did not end well: `timeout` for one that took too long, or `communication`. */
export function statusError(path: string, code: number, details: string): WorkflowError {
  const said = details.length > EXCERPT ? `${details.slice(0, EXCERPT)}…` : details;
  const text = `${path} answered ${status[code] ?? code}${said && `: ${said}`}`;
  if (code === status.DEADLINE_EXCEEDED) return standardError('timeout', text);
  return standardError('communication', text, HTTP_STATUS[code] ?? 500);
}
