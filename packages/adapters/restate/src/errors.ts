import { defineErrors } from '@parley/kernel';

/** Everything that can go wrong in this package; the closed table of its codes. */
export const restateError = defineErrors({
  restate_unsupported: { status: 500, retryable: false, doc: 'There is no Restate server for this platform.' },
  restate_start_failed: {
    status: 500,
    retryable: false,
    doc: 'The Restate server that comes with Parley did not start.',
  },
  restate_in_use: { status: 409, retryable: false, doc: 'Another Parley runs a Restate server on the same directory.' },
  restate_unavailable: { status: 503, retryable: true, doc: 'Restate cannot be reached.' },
  restate_refused: {
    status: 502,
    retryable: false,
    doc: 'Restate refused a request; this is a fault in Parley or its setup.',
  },
});

/** What helps where the server that comes with Parley cannot run. */
export const EXTERNAL_RESTATE_HINT =
  'set PARLEY_RESTATE_INGRESS_URL and PARLEY_RESTATE_ADMIN_URL to use a Restate of your own.';
