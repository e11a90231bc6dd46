/** What every error in Parley carries besides its message. */
export interface ErrorDetails {
  /** What the caller can do next, one sentence. */
  readonly hint?: string;
  /** Machine-readable particulars that are safe to show to the caller. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The error underneath, for logs only. */
  readonly cause?: unknown;
}

/** How a code behaves: its HTTP status and whether trying again can help. */
export interface ErrorKind {
  readonly status: number;
  readonly retryable: boolean;
  /** One line for the reference documentation. */
  readonly doc: string;
}

/** A closed table of codes; each package that raises errors owns one. */
export type ErrorTable = Readonly<Record<string, ErrorKind>>;

/**
 * The base of every error that is meant for a caller. `code` is stable and belongs to a closed table,
 * `status` and `retryable` come from that table.
 */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly code: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, kind: ErrorKind, message: string, extra: ErrorDetails = {}) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.code = code;
    this.status = kind.status;
    this.retryable = kind.retryable;
    this.hint = extra.hint;
    this.details = extra.details;
  }
}

/** Builds the one constructor a package uses for its errors, closed over its table of codes. */
export function defineErrors<const T extends ErrorTable>(table: T) {
  return (code: keyof T & string, message: string, extra?: ErrorDetails): ParleyError =>
    new ParleyError(code, table[code] as ErrorKind, message, extra);
}

/** Codes that any service can raise. */
export const COMMON_ERRORS = {
  invalid_request: { status: 400, retryable: false, doc: 'The request does not have the documented shape.' },
  malformed_json: { status: 400, retryable: false, doc: 'The request body is not JSON.' },
  unauthenticated: { status: 401, retryable: false, doc: 'The access token is missing, expired or not valid here.' },
  forbidden: { status: 403, retryable: false, doc: 'The member may not do this.' },
  not_found: { status: 404, retryable: false, doc: 'There is no such thing in this tenant.' },
  method_not_allowed: { status: 405, retryable: false, doc: 'The address exists, but not with this method.' },
  conflict: { status: 409, retryable: false, doc: 'The thing is not in a state that allows this.' },
  stale_version: { status: 412, retryable: false, doc: 'Somebody changed the document since it was read.' },
  payload_too_large: { status: 413, retryable: false, doc: 'The request is larger than the limit.' },
  unsupported_media_type: { status: 415, retryable: false, doc: 'The request body must be application/json.' },
  rate_limited: { status: 429, retryable: true, doc: 'Too many requests; wait and try again.' },
  internal: { status: 500, retryable: true, doc: 'Something failed inside; the details are in the log.' },
  unavailable: { status: 503, retryable: true, doc: 'A part of the installation is not reachable right now.' },
} as const satisfies ErrorTable;

/** Raises an error with one of the codes that every service shares. */
export const commonError = defineErrors(COMMON_ERRORS);
