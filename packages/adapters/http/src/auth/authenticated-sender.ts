import type { UsernamePassword } from '@parley/dsl';
import { type ResolvedAuthentication, standardError } from '@parley/engine';
import { type Clock, isObject } from '@parley/kernel';
import type { ApiKeyAuthentication } from '@parley/module-workflow';
import type { Egress, EgressRequest, EgressResponse, GuardedNetwork } from '../egress/egress.ts';
import type { EgressStream } from '../egress/stream.ts';
import { digestAuthorization, parseDigestChallenge } from './digest.ts';
import { createTokenSource, type TokenSource } from './token-source.ts';

/** Sends a request through the egress guard with the credentials of a resolved authentication. */
export type AuthenticatedSender = (
  request: EgressRequest,
  authentication: ResolvedAuthentication | undefined,
  tenantId: string,
) => Promise<EgressResponse>;

/** The same for responses whose bodies come in pieces. */
export type StreamingSender = (
  request: EgressRequest,
  authentication: ResolvedAuthentication | undefined,
  tenantId: string,
) => Promise<EgressStream>;

/** The `Authorization` header that an authentication gives; undefined without one. */
export type Authorize = (
  authentication: ResolvedAuthentication | undefined,
  tenantId: string,
  signal?: AbortSignal,
) => Promise<string | undefined>;

/**
 * Knows all schemes of the language: basic, bearer, digest, oauth2, oidc. Rejects with a `configuration` error for an
 * authentication without its values and with an `authentication` error when there is no token to be had.
 */
export function createAuthenticatedSender(egress: Egress, clock: Clock): AuthenticatedSender {
  return createSender(
    (request) => egress.request(request),
    createTokenSource(egress, clock),
    () => {},
  );
}

/** {@link createAuthenticatedSender} for streams, and the header alone for protocols that are not HTTP. */
export function createStreamingSender(
  egress: Egress & GuardedNetwork,
  clock: Clock,
): { readonly send: StreamingSender; readonly authorize: Authorize } {
  const tokens = createTokenSource(egress, clock);
  return {
    send: createSender(
      (request) => egress.stream(request),
      tokens,
      ({ body }) => body.cancel(),
    ),
    async authorize(authentication, tenantId, signal) {
      const [kind, value] = schemeOf(authentication);
      if (kind === 'oauth2' || kind === 'oidc') {
        return (await tokens.get(kind, oauth2(value, kind), tenantId, signal)).authorization;
      }
      return kind === undefined ? undefined : fixedAuthorization(kind, value);
    },
  };
}

interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** `discard` lets go of a response that asks for other credentials. */
function createSender<T extends Answer>(
  ask: (request: EgressRequest) => Promise<T>,
  tokens: TokenSource,
  discard: (response: T) => Promise<void> | void,
): (request: EgressRequest, authentication: ResolvedAuthentication | undefined, tenantId: string) => Promise<T> {
  const sendWith = (request: EgressRequest, authorization: string) =>
    ask({ ...request, headers: { ...request.headers, authorization } });

  async function sendWithToken(
    request: EgressRequest,
    kind: 'oauth2' | 'oidc',
    value: unknown,
    tenantId: string,
  ): Promise<T> {
    const policy = oauth2(value, kind);
    const token = await tokens.get(kind, policy, tenantId, request.signal);
    const response = await sendWith(request, token.authorization);
    if (response.status !== 401) return response;
    tokens.forget(kind, policy, tenantId);
    if (!token.cached) return response;
    await discard(response);
    return sendWith(request, (await tokens.get(kind, policy, tenantId, request.signal)).authorization);
  }

  async function sendWithDigest(request: EgressRequest, credentials: UsernamePassword): Promise<T> {
    const response = await ask(request);
    const challenge =
      response.status === 401 ? parseDigestChallenge(response.headers['www-authenticate'] ?? '') : undefined;
    if (!challenge) return response;
    await discard(response);
    const { pathname, search } = new URL(request.url);
    return sendWith(request, digestAuthorization(challenge, credentials, request.method ?? 'GET', pathname + search));
  }

  async function sendWithKey(request: EgressRequest, key: ApiKeyAuthentication['apiKey']): Promise<T> {
    const response = await ask(withApiKey(request, key));
    return key.in === 'query' ? { ...response, url: withoutKey(response.url, key.name) } : response;
  }

  return async (request, authentication, tenantId) => {
    const [kind, value] = schemeOf(authentication);
    switch (kind) {
      case undefined:
        return ask(request);
      case 'apiKey':
        return sendWithKey(request, value as ApiKeyAuthentication['apiKey']);
      case 'digest':
        return sendWithDigest(request, usernamePassword(value, kind));
      case 'oauth2':
      case 'oidc':
        return sendWithToken(request, kind, value, tenantId);
      default:
        return sendWith(request, fixedAuthorization(kind, value));
    }
  };
}

/** Added where the request leaves, so that neither history nor errors show it. */
function withApiKey(request: EgressRequest, key: ApiKeyAuthentication['apiKey']): EgressRequest {
  if (key.in === 'header') return { ...request, headers: { ...request.headers, [key.name.toLowerCase()]: key.value } };
  const url = new URL(request.url);
  url.searchParams.set(key.name, key.value);
  return { ...request, url: url.href };
}

/** The address that was answered from, as it may be recorded. */
function withoutKey(address: string, name: string): string {
  const url = new URL(address);
  url.searchParams.delete(name);
  return url.href;
}

function schemeOf(authentication: ResolvedAuthentication | undefined): [kind?: string, value?: unknown] {
  return Object.entries(authentication ?? {})[0] ?? [];
}

function fixedAuthorization(kind: string, value: unknown): string {
  switch (kind) {
    case 'basic': {
      const { username, password } = usernamePassword(value, kind);
      return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    }
    case 'bearer':
      return `Bearer ${required(value, kind, 'token')}`;
    case 'digest':
      throw standardError('configuration', 'Digest authentication answers a challenge, which only HTTP calls have.');
    default:
      throw standardError('configuration', `There is no authentication "${kind}".`);
  }
}

function usernamePassword(value: unknown, kind: string): UsernamePassword {
  return { username: required(value, kind, 'username'), password: required(value, kind, 'password') };
}

function oauth2(value: unknown, kind: string) {
  return { ...(value as object), authority: required(value, kind, 'authority'), grant: required(value, kind, 'grant') };
}

function required(value: unknown, kind: string, name: string): string {
  const found = isObject(value) ? value[name] : undefined;
  if (typeof found !== 'string') throw standardError('configuration', `The ${kind} authentication has no ${name}.`);
  return found;
}
