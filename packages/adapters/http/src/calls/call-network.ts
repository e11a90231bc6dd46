import type { LookupAddress } from 'node:dns';
import type { EffectContext, ResolvedAuthentication } from '@parley/engine';
import type { Clock } from '@parley/kernel';
import { type Authorize, createStreamingSender, type StreamingSender } from '../auth/authenticated-sender.ts';
import type { Egress, GuardedNetwork } from '../egress/egress.ts';
import { toWorkflowError } from './problems.ts';
import { traceparent } from './trace.ts';

/**
 * The way out for calls over other protocols than plain HTTP, under the rules of the egress guard. Everything rejects
 * with the language's errors.
 */
export interface CallNetwork {
  /** A `fetch` that sends with these credentials. Takes text and bytes as bodies; a redirect is a response. */
  fetchWith(authentication: ResolvedAuthentication | undefined, tenantId: string): typeof globalThis.fetch;
  /** Addresses of a host that may be reached at this port. Connect to these, never to the name again. */
  resolve(host: string, port: number): Promise<readonly LookupAddress[]>;
  readonly authorize: Authorize;
  /** Headers that every call carries where its protocol has a place for them: idempotency key and trace context. */
  headers(context: EffectContext): Readonly<Record<string, string>>;
}

/** Builds the network of calls over the egress guard. */
export function createCallNetwork(egress: Egress & GuardedNetwork, clock: Clock): CallNetwork {
  const { send, authorize } = createStreamingSender(egress, clock);
  return {
    fetchWith: (authentication, tenantId) => (input, init) =>
      fetchOver(send, authentication, tenantId, new Request(input, init)),
    resolve: (host, port) => egress.resolve(host, port).catch(raise),
    authorize,
    headers: (context) => ({ 'idempotency-key': context.idempotencyKey, traceparent: traceparent(context) }),
  };
}

const WITHOUT_BODY = new Set([101, 204, 205, 304]);

async function fetchOver(
  send: StreamingSender,
  authentication: ResolvedAuthentication | undefined,
  tenantId: string,
  request: Request,
): Promise<Response> {
  const bytes = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
  const { status, headers, body } = await send(
    {
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      signal: request.signal,
      ...(bytes && { body: bytes }),
    },
    authentication,
    tenantId,
  ).catch(raise);
  if (!WITHOUT_BODY.has(status))
    return new Response(body as ConstructorParameters<typeof Response>[0], { status, headers });
  await body.cancel();
  return new Response(null, { status, headers });
}

function raise(error: unknown): never {
  throw toWorkflowError(error);
}
