import { type Clock, commonError, systemClock } from '@parley/kernel';
import { discoverIssuer, type Fetch, unreachable } from './discovery.ts';

export interface TokenSourceOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
}

/** Gives an access token that is valid for at least 30 more seconds. */
export type TokenSource = () => Promise<string>;

const RENEW_BEFORE_MS = 30_000;

/** Gets access tokens for a program by the client credentials grant (RFC 6749, section 4.4) and keeps each while it lasts. */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { clock = systemClock } = options;
  let current: Promise<{ token: string; renewAt: number }> | undefined;
  let renewAt = 0;
  return async () => {
    if (!current || renewAt <= clock.now()) {
      renewAt = Number.POSITIVE_INFINITY;
      current = requestToken(options, clock);
      current.then(
        (got) => {
          renewAt = got.renewAt;
        },
        () => {
          current = undefined;
        },
      );
    }
    return (await current).token;
  };
}

async function requestToken(options: TokenSourceOptions, clock: Clock): Promise<{ token: string; renewAt: number }> {
  const { issuer, clientId, clientSecret, fetch = globalThis.fetch } = options;
  const { tokenEndpoint } = await discoverIssuer(issuer, fetch);
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    signal: AbortSignal.timeout(10_000),
    headers: {
      authorization: `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  }).catch((cause: unknown) => {
    throw unreachable(issuer, cause);
  });
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.status === 400 || response.status === 401) {
    throw commonError('unauthenticated', `The identity provider refuses "${clientId}"`, {
      hint: 'Check the client id and its secret.',
      details: { error: answer.error },
    });
  }
  if (typeof answer.access_token !== 'string' || typeof answer.expires_in !== 'number') {
    throw unreachable(issuer, new Error(`${tokenEndpoint} answered ${response.status} without a token`));
  }
  return { token: answer.access_token, renewAt: clock.now() + answer.expires_in * 1000 - RENEW_BEFORE_MS };
}
