import { type Clock, commonError, systemClock } from '@parley/kernel';
import type { TokenVerifier, VerifiedToken } from '@parley/module-gateway';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { discoverIssuer, type Fetch, unreachable } from './discovery.ts';

export interface TokenVerifierOptions {
  /** Exactly as the tokens' `iss` has it. */
  readonly issuer: string;
  /** Exactly as the tokens' `aud` has it; a token for several audiences is refused. */
  readonly audience: string;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** Asymmetric signature algorithms accepted. */
  readonly algorithms?: readonly string[];
  /** Seconds by which clocks may differ. Default 5. */
  readonly clockToleranceSeconds?: number;
  /** Milliseconds before an unknown key id makes the keys be read again. Default 30 000. */
  readonly keyCooldownMs?: number;
}

const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'ES384', 'RS512'];
/** Longer tokens are refused unread. */
const MAX_TOKEN_LENGTH = 8_192;

/**
 * Verifies access tokens (RFC 9068 and other JWTs) of one issuer: signature by the issuer's published keys, algorithm,
 * issuer, one audience, validity in time, a subject. Keys come by discovery, are kept, and are read again when a token
 * names one that is not among them.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, fetch = globalThis.fetch, clock = systemClock } = options;
  let keys: Promise<JWTVerifyGetKey> | undefined;

  function issuerKeys(): Promise<JWTVerifyGetKey> {
    keys ??= readKeys().catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  }

  async function readKeys(): Promise<JWTVerifyGetKey> {
    const { jwksUri } = await discoverIssuer(issuer, fetch);
    return createRemoteJWKSet(new URL(jwksUri), {
      [customFetch]: fetch,
      cooldownDuration: options.keyCooldownMs ?? 30_000,
      timeoutDuration: 5_000,
    });
  }

  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw refused('The access token is too long');
      const getKey = await issuerKeys();
      try {
        const { payload } = await jwtVerify(token, getKey, {
          issuer,
          audience,
          algorithms: [...(options.algorithms ?? ALGORITHMS)],
          clockTolerance: options.clockToleranceSeconds ?? 5,
          currentDate: new Date(clock.now()),
          requiredClaims: ['exp', 'sub'],
        });
        return readPayload(payload, audience);
      } catch (error) {
        throw explain(error, issuer);
      }
    },
  };
}

function readPayload({ aud, sub, exp }: JWTPayload, audience: string): VerifiedToken {
  if (aud !== audience) throw refused('The access token is for several audiences');
  if (typeof sub !== 'string' || sub === '') throw refused('The access token names no subject');
  return { subject: sub, expiresAt: exp! * 1000 };
}

const TOKEN_FAULTS = [
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function explain(error: unknown, issuer: string): unknown {
  if (error instanceof errors.JWTExpired) return refused('The access token has expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refused(`The claim "${error.claim}" of the access token is not right here`, error);
  }
  if (TOKEN_FAULTS.some((fault) => error instanceof fault)) return refused('The access token is not valid', error);
  const known = error instanceof Error && error.name === 'ParleyError';
  return known ? error : unreachable(issuer, error);
}

function refused(message: string, cause?: unknown) {
  return commonError('unauthenticated', message, { hint: 'Sign in again to get a new access token.', cause });
}
