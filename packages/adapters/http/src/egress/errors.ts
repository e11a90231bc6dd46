import { defineErrors, type ErrorTable } from '@parley/kernel';

/** Why an outbound request gave no response. */
export const EGRESS_ERRORS = {
  egress_bad_request: {
    status: 400,
    retryable: false,
    doc: 'The address, method or a header of the request is not valid.',
  },
  egress_blocked: {
    status: 403,
    retryable: false,
    doc: 'The address is private, loopback, link-local or a metadata service, and the installation does not allow it.',
  },
  egress_redirect: { status: 502, retryable: false, doc: 'The server redirects to where the request must not follow.' },
  egress_too_large: { status: 502, retryable: false, doc: 'The response is larger than the limit.' },
  egress_unreadable: { status: 502, retryable: false, doc: 'The response cannot be decoded.' },
  egress_unreachable: { status: 502, retryable: true, doc: 'The server could not be reached or cut the connection.' },
  egress_timeout: { status: 504, retryable: true, doc: 'The server did not answer in time.' },
} as const satisfies ErrorTable;

/** Raises one of the egress guard's errors. */
export const egressError = defineErrors(EGRESS_ERRORS);
