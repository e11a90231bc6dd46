import { defineErrors } from '@parley/kernel';

/** Codes that the gateway raises besides the common ones. */
export const gatewayError = defineErrors({
  tenant_required: { status: 400, retryable: false, doc: 'The caller belongs to several tenants and named none.' },
  not_a_member: { status: 403, retryable: false, doc: 'The caller is no member of this tenant, or of any.' },
  tenant_suspended: { status: 403, retryable: false, doc: 'The tenant is suspended.' },
  idempotency_key_reused: {
    status: 422,
    retryable: false,
    doc: 'The Idempotency-Key was used before for a different request.',
  },
  idempotency_in_progress: {
    status: 409,
    retryable: true,
    doc: 'The first request with this Idempotency-Key has not finished.',
  },
});
