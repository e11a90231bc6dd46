import { newId, type TenantContext } from '@parley/kernel';
import { continueTrace } from '@parley/module-gateway';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What the server knows about a request besides its typed parts. */
interface RequestState {
  readonly traceparent: string;
  readonly startedAt: number;
  /** The operation that answers; undefined for health, the API document and unknown addresses. */
  operationId: string | undefined;
  /** Undefined until authenticated, and for public operations. */
  tenant: TenantContext | undefined;
  /** The body as it came. */
  bodyText: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    parley: RequestState;
  }
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Takes the caller's `X-Request-Id` where it is harmless, else a new one. */
export function requestId(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId();
}

// An API answers with data only: nothing of it may be framed, sniffed, cached or run.
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** Gives every request its state and every answer its standard headers. */
export function installRequestContext(app: FastifyInstance): void {
  app.decorateRequest('parley');
  app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    request.parley = {
      traceparent: continueTrace(singleHeader(request, 'traceparent')),
      startedAt: performance.now(),
      operationId: undefined,
      tenant: undefined,
      bodyText: '',
    };
    setStandardHeaders(request, reply);
    done();
  });
}

/** Gives an answer the request's id and the security headers. */
export function setStandardHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
}

/** The value of a header that may occur once. */
export function singleHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
