import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { Fetch } from '../discovery.ts';

export const ISSUER = 'https://issuer.example';

/** An issuer that exists only behind its `fetch`. */
export interface FakeIssuer {
  readonly fetch: Fetch;
  /** Addresses asked for so far. */
  readonly asked: string[];
  /** Replaces the signing key; the published keys are then the new one alone. */
  rotate(): Promise<void>;
  /** Answers from now on with what `answer` gives for an address, where it gives something. */
  override(answer: (url: string) => Response | undefined): void;
  /** A good token, changed as told. */
  sign(claims?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  readonly publicKey: () => JWK;
}

/** Starts one; times of its tokens count from `nowMs`. */
export async function createFakeIssuer(nowMs: () => number): Promise<FakeIssuer> {
  const asked: string[] = [];
  let override: (url: string) => Response | undefined = () => undefined;
  let count = 0;
  let current = await newKey();

  async function newKey() {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: `key-${++count}`, alg: 'ES256', use: 'sig' } };
  }

  return {
    asked,
    publicKey: () => current.jwk,
    async fetch(url) {
      asked.push(String(url));
      const forced = override(String(url));
      if (forced) return forced;
      if (String(url) === `${ISSUER}/keys`) return Response.json({ keys: [current.jwk] });
      return Response.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys`, token_endpoint: `${ISSUER}/token` });
    },
    async rotate() {
      current = await newKey();
    },
    override(answer) {
      override = answer;
    },
    sign(claims = {}, header = {}) {
      const now = Math.floor(nowMs() / 1000);
      return new SignJWT({ iss: ISSUER, aud: 'parley-api', sub: 'ann', iat: now, exp: now + 600, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: current.jwk.kid, ...header })
        .sign(current.privateKey);
    },
  };
}
