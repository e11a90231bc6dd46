export type { Authenticate, Credentials } from './domain/authentication.ts';
export { createGateway, createServiceGateway, type Gateway, type GatewayDeps } from './domain/gateway.ts';
export { checkIdempotencyKey, hashRequest } from './domain/idempotency.ts';
export { createRateLimiter, type RateLimit } from './domain/rate-limiter.ts';
export { continueTrace } from './domain/traceparent.ts';
export {
  type AccessDecision,
  type AuditSink,
  IDEMPOTENCY_RETENTION_MS,
  IDEMPOTENCY_STALE_MS,
  type IdempotencyStore,
  type IdempotentRequest,
  type MemberDirectory,
  type Membership,
  type RateDecision,
  type RateLimiter,
  type Reservation,
  type StoredResponse,
  type TokenVerifier,
  type VerifiedToken,
} from './ports.ts';
