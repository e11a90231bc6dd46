import { createHash } from 'node:crypto';
import type { OAuth2 } from '@parley/dsl';
import { standardError } from '@parley/engine';
import { type Clock, isObject } from '@parley/kernel';
import { decodeBody } from '../calls/decode-body.ts';
import type { Egress } from '../egress/egress.ts';
import { buildTokenRequest } from './token-request.ts';

export interface AccessToken {
  /** The value of the `Authorization` header. */
  readonly authorization: string;
  /** True when it was not fetched for this call, so that a 401 may only mean that it was revoked. */
  readonly cached: boolean;
}

/** Fetches access tokens and keeps them until shortly before they expire. */
export interface TokenSource {
  get(kind: 'oauth2' | 'oidc', policy: OAuth2, tenantId: string, signal?: AbortSignal): Promise<AccessToken>;
  /** Forgets a token that a server refused. */
  forget(kind: 'oauth2' | 'oidc', policy: OAuth2, tenantId: string): void;
}

interface CachedToken {
  readonly authorization: string;
  readonly expiresAt: number;
}

const MAX_TOKENS = 1000;
/** A token is not used in its last seconds, as it could expire on its way. */
const MARGIN_MS = 30_000;
/** Life of a token whose server does not say; short, since it cannot be known. */
const UNKNOWN_LIFE_MS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Tokens are kept per tenant and policy; callers that ask at the same time share one request. */
export function createTokenSource(egress: Egress, clock: Clock): TokenSource {
  const tokens = new Map<string, CachedToken>();
  const pending = new Map<string, Promise<CachedToken>>();

  async function fetchToken(kind: 'oauth2' | 'oidc', policy: OAuth2, key: string): Promise<CachedToken> {
    const endpoint = kind === 'oidc' ? await discover(egress, policy) : tokenEndpoint(policy);
    const { headers, body } = buildTokenRequest(policy, endpoint, clock.now());
    const response = await egress.request({
      method: 'POST',
      url: endpoint,
      headers,
      body,
      maxResponseBytes: MAX_ANSWER_BYTES,
    });
    const token = readToken(response, policy, clock.now());
    if (tokens.size >= MAX_TOKENS) tokens.delete(tokens.keys().next().value!);
    tokens.set(key, token);
    return token;
  }

  return {
    async get(kind, policy, tenantId, signal) {
      const key = keyOf(kind, policy, tenantId);
      const known = tokens.get(key);
      if (known && known.expiresAt > clock.now()) return { authorization: known.authorization, cached: true };
      let fetching = pending.get(key);
      if (!fetching) {
        fetching = fetchToken(kind, policy, key).finally(() => pending.delete(key));
        pending.set(key, fetching);
      }
      const { authorization } = await abortable(fetching, signal);
      return { authorization, cached: false };
    },
    forget: (kind, policy, tenantId) => void tokens.delete(keyOf(kind, policy, tenantId)),
  };
}

/** A digest, so that no secret is a key. */
function keyOf(kind: string, policy: OAuth2, tenantId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([tenantId, kind, policy]))
    .digest('base64');
}

/** Stops waiting when the signal aborts; the request itself goes on for the others that wait. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function tokenEndpoint({ authority, endpoints }: OAuth2): string {
  const path = endpoints?.token ?? '/oauth2/token';
  return URL.canParse(path) ? path : join(authority, path);
}

const join = (base: string, path: string) => `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;

/** The token endpoint that an OpenID provider publishes (OpenID Connect Discovery 1.0 section 4). */
async function discover(egress: Egress, { authority, endpoints }: OAuth2): Promise<string> {
  if (endpoints?.token !== undefined)
    return URL.canParse(endpoints.token) ? endpoints.token : join(authority, endpoints.token);
  const url = join(authority, '.well-known/openid-configuration');
  const response = await egress.request({ url, followRedirects: true, maxResponseBytes: MAX_ANSWER_BYTES });
  const { content } = decodeBody(response.body, 'application/json');
  const endpoint = isObject(content) ? content.token_endpoint : undefined;
  if (response.status !== 200 || typeof endpoint !== 'string') {
    throw standardError('authentication', `${url} does not describe an OpenID provider.`);
  }
  // The client's secret goes there.
  if (url.startsWith('https:') && !endpoint.startsWith('https:')) {
    throw standardError('authentication', `${url} names a token endpoint that is not HTTPS.`);
  }
  return endpoint;
}

function readToken(response: { status: number; body: Uint8Array }, policy: OAuth2, nowMs: number): CachedToken {
  const { content } = decodeBody(response.body, 'application/json');
  const answer = isObject(content) ? content : {};
  if (response.status !== 200 || typeof answer.access_token !== 'string') {
    const reason = [answer.error, answer.error_description].filter((part) => typeof part === 'string').join(': ');
    throw standardError(
      'authentication',
      `The authority ${policy.authority} gave no access token (status ${response.status}${reason ? `, ${reason}` : ''}).`,
    );
  }
  checkIssuer(answer.access_token, policy.issuers);
  const type =
    typeof answer.token_type === 'string' && !/^bearer$/i.test(answer.token_type) ? answer.token_type : 'Bearer';
  const lifeMs = Number(answer.expires_in) > 0 ? Number(answer.expires_in) * 1000 - MARGIN_MS : UNKNOWN_LIFE_MS;
  return { authorization: `${type} ${answer.access_token}`, expiresAt: nowMs + lifeMs };
}

/** Only a token that says who issued it can be checked; opaque ones are taken as they are. */
function checkIssuer(token: string, issuers: readonly string[] | undefined): void {
  if (!issuers?.length) return;
  const { content } = decodeBody(Buffer.from(token.split('.')[1] ?? '', 'base64url'), 'application/json');
  const issuer = isObject(content) ? content.iss : undefined;
  if (typeof issuer === 'string' && !issuers.includes(issuer)) {
    throw standardError('authentication', `The token was issued by ${issuer}, which the workflow does not accept.`);
  }
}
