import { type Clock, commonError, type Logger, type TenantTokens } from '@parley/kernel';
import type {
  AccessDecision,
  AuditSink,
  IdempotencyStore,
  MemberDirectory,
  RateLimiter,
  TokenVerifier,
} from '../ports.ts';
import { type Authenticate, bearerToken, createAuthenticate } from './authentication.ts';
import { createOnce, type Once } from './idempotency.ts';

/** What stands between the network and the operations. */
export interface Gateway {
  readonly authenticate: Authenticate;
  /** Counts a request against `key`; raises `rate_limited` (with `retryAfterMs` in its details) over the limit. */
  admit(key: string): void;
  /** Runs a request once per idempotency key; undefined where another gateway in front does it. */
  readonly once: Once | undefined;
  audit(decision: AccessDecision): void;
}

export interface GatewayDeps {
  readonly verifier: TokenVerifier;
  readonly members: MemberDirectory;
  readonly limiter: RateLimiter;
  readonly idempotency: IdempotencyStore;
  readonly audit: AuditSink;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds for which a change of roles may go unnoticed. Default 5 000. */
  readonly memberCacheMs?: number;
}

/** The gateway that people's requests pass: access tokens, rate limits, idempotency keys, audit. */
export function createGateway(deps: GatewayDeps): Gateway {
  return {
    authenticate: createAuthenticate(deps),
    admit(key) {
      const { allowed, retryAfterMs } = deps.limiter.take(key);
      if (allowed) return;
      throw commonError('rate_limited', 'Too many requests', {
        hint: `Try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
        details: { retryAfterMs },
      });
    },
    once: createOnce(deps.idempotency, deps.clock, deps.logger),
    audit: (decision) => deps.audit.record(decision),
  };
}

/**
 * What a service behind the gateway checks: the signed tenant context of the gateway, and nothing that the gateway
 * has done already.
 */
export function createServiceGateway(tokens: Pick<TenantTokens, 'verify'>): Gateway {
  return {
    async authenticate({ authorization, traceparent }) {
      const context = await tokens.verify(bearerToken(authorization));
      return { ...context, ...(traceparent !== undefined && { traceparent }) };
    },
    admit: () => {},
    once: undefined,
    audit: () => {},
  };
}
