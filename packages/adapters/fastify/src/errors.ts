import { commonError, defineErrors, ParleyError } from '@parley/kernel';

/** Codes of the HTTP edge itself, besides the common ones. */
export const httpError = defineErrors({
  precondition_required: {
    status: 428,
    retryable: false,
    doc: 'The document can be edited by several people: the change must say which version it is based on.',
  },
  headers_too_large: { status: 431, retryable: false, doc: 'The address or the headers are longer than the limit.' },
});

/** Turns what Fastify raises by itself into Parley's codes; everything else stays as it is. */
export function fromFastify(error: unknown): unknown {
  if (error instanceof ParleyError || !(error instanceof Error)) return error;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return commonError('payload_too_large', 'The request body is larger than this operation takes');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return commonError('unsupported_media_type', 'The request body must be JSON', {
        hint: 'Send the header "Content-Type: application/json".',
      });
    default:
      if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return error;
      return commonError('invalid_request', 'The request is not valid HTTP for this address', { cause: error });
  }
}
