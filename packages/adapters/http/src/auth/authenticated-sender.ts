import type { UsernamePassword } from '@parley/dsl';
import { type ResolvedAuthentication, standardError } from '@parley/engine';
import { type Clock, isObject } from '@parley/kernel';
import type { Egress, EgressRequest, EgressResponse } from '../egress/egress.ts';
import { digestAuthorization, parseDigestChallenge } from './digest.ts';
import { createTokenSource } from './token-source.ts';

/** Sends a request through the egress guard with the credentials of a resolved authentication. */
export type AuthenticatedSender = (
  request: EgressRequest,
  authentication: ResolvedAuthentication | undefined,
  tenantId: string,
) => Promise<EgressResponse>;

/**
 * Knows all schemes of the language: basic, bearer, digest, oauth2, oidc. Rejects with a `configuration` error for an
 * authentication without its values and with an `authentication` error when there is no token to be had.
 */
export function createAuthenticatedSender(egress: Egress, clock: Clock): AuthenticatedSender {
  const tokens = createTokenSource(egress, clock);
  const sendWith = (request: EgressRequest, authorization: string) =>
    egress.request({ ...request, headers: { ...request.headers, authorization } });

  async function sendWithToken(
    request: EgressRequest,
    kind: 'oauth2' | 'oidc',
    value: unknown,
    tenantId: string,
  ): Promise<EgressResponse> {
    const policy = oauth2(value, kind);
    const token = await tokens.get(kind, policy, tenantId, request.signal);
    const response = await sendWith(request, token.authorization);
    if (response.status !== 401) return response;
    tokens.forget(kind, policy, tenantId);
    if (!token.cached) return response;
    return sendWith(request, (await tokens.get(kind, policy, tenantId, request.signal)).authorization);
  }

  async function sendWithDigest(request: EgressRequest, credentials: UsernamePassword): Promise<EgressResponse> {
    const response = await egress.request(request);
    const challenge =
      response.status === 401 ? parseDigestChallenge(response.headers['www-authenticate'] ?? '') : undefined;
    if (!challenge) return response;
    const { pathname, search } = new URL(request.url);
    return sendWith(request, digestAuthorization(challenge, credentials, request.method ?? 'GET', pathname + search));
  }

  return async (request, authentication, tenantId) => {
    const [kind, value] = Object.entries(authentication ?? {})[0] ?? [];
    switch (kind) {
      case undefined:
        return egress.request(request);
      case 'basic': {
        const { username, password } = usernamePassword(value, kind);
        return sendWith(request, `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
      }
      case 'bearer':
        return sendWith(request, `Bearer ${required(value, kind, 'token')}`);
      case 'digest':
        return sendWithDigest(request, usernamePassword(value, kind));
      case 'oauth2':
      case 'oidc':
        return sendWithToken(request, kind, value, tenantId);
      default:
        throw standardError('configuration', `There is no authentication "${kind}".`);
    }
  };
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
