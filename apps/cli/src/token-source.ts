import { commonError, isObject } from '@parley/kernel';

const RESOURCE = 'parley-api';
const EARLY_MS = 30_000;

/** Where an installation is and how to get tokens for it. */
export interface Access {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenant?: string;
}

/** Gets access tokens by the OAuth 2.0 client credentials grant and keeps each one until shortly before it expires. */
export function createTokenSource(access: Access): () => Promise<string> {
  let current: { readonly token: string; readonly expiresAt: number } | undefined;
  let pending: Promise<string> | undefined;
  const fetchToken = async () => {
    const { token, expiresInSeconds } = await requestToken(access);
    current = { token, expiresAt: Date.now() + expiresInSeconds * 1000 - EARLY_MS };
    return token;
  };
  return async () => {
    if (current && current.expiresAt > Date.now()) return current.token;
    pending ??= fetchToken().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

async function requestToken(access: Access): Promise<{ token: string; expiresInSeconds: number }> {
  const endpoint = await tokenEndpoint(access.url);
  const basic = Buffer.from(`${encodeURIComponent(access.clientId)}:${encodeURIComponent(access.clientSecret)}`);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic.toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: RESOURCE }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || !isObject(answer) || typeof answer.access_token !== 'string') {
    throw commonError('unauthenticated', `${endpoint} gave no token (status ${response.status})`, {
      hint: 'Check the client id and secret; after a new data directory, start Parley again.',
    });
  }
  return { token: answer.access_token, expiresInSeconds: Number(answer.expires_in ?? 60) };
}

async function tokenEndpoint(url: string): Promise<string> {
  const discovery = `${url}/oidc/.well-known/openid-configuration`;
  try {
    const metadata: unknown = await (await fetch(discovery)).json();
    if (isObject(metadata) && typeof metadata.token_endpoint === 'string') return metadata.token_endpoint;
  } catch (cause) {
    throw commonError('unavailable', `${url} does not answer`, { hint: 'Start Parley with "parley up".', cause });
  }
  throw commonError('unavailable', `${discovery} is not an OpenID provider's metadata`);
}
