import type { Role } from '@parley/kernel';

/** What a valid access token says. */
export interface VerifiedToken {
  /** The person or program, as the identity provider names it. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Checks access tokens of the installation's one issuer. */
export interface TokenVerifier {
  /** Raises `unauthenticated` for a token that is not valid here, `unavailable` when the issuer's keys cannot be had. */
  verify(token: string): Promise<VerifiedToken>;
}

/** A subject's place in one tenant. */
export interface Membership {
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly tenantStatus: 'active' | 'suspended';
  readonly roles: readonly Role[];
  readonly businessRoles: readonly string[];
}

/** Knows which tenants a subject belongs to. */
export interface MemberDirectory {
  /** Memberships of the subject (at most 50), or only the one in the tenant with this slug. */
  findMemberships(query: { readonly subject: string; readonly tenantSlug?: string }): Promise<readonly Membership[]>;
}

/** One decision about access, for the tenant's audit log. */
export interface AccessDecision {
  readonly tenantId: string;
  readonly actor: string;
  /** Operation id. */
  readonly action: string;
  /** The address that was called. */
  readonly subject: string;
  readonly outcome: 'allowed' | 'denied';
}

/** Takes decisions without making the request wait; keeps them until they are stored. */
export interface AuditSink {
  record(decision: AccessDecision): void;
}

export interface RateDecision {
  readonly allowed: boolean;
  /** When not allowed: milliseconds until a request would be. */
  readonly retryAfterMs: number;
}

/** Counts requests by key. */
export interface RateLimiter {
  take(key: string): RateDecision;
}

/** Names a request that must have its effect once. */
export interface IdempotentRequest {
  readonly tenantId: string;
  /** Keys of different members never meet. */
  readonly actor: string;
  readonly key: string;
  readonly operationId: string;
  /** SHA-256 in base64url over what the request says. */
  readonly requestHash: string;
}

export interface StoredResponse {
  readonly status: number;
  /** The JSON text of the answer; empty for 204. */
  readonly body: string;
}

export type Reservation =
  /** The caller goes ahead; `token` proves the reservation to `complete` and `release`. */
  | { readonly state: 'new'; readonly token: string }
  | { readonly state: 'replay'; readonly response: StoredResponse }
  | { readonly state: 'in-progress' }
  /** The key stands for another operation or another content. */
  | { readonly state: 'mismatch' };

/** Remembers the answers to requests with an `Idempotency-Key`. Every call touches one tenant only. */
export interface IdempotencyStore {
  /**
   * Takes the key for a request, atomically. A key whose retention is over counts as unused. A reservation that was
   * neither completed nor released within the store's limit (its process died) is given to the next same request.
   */
  reserve(request: IdempotentRequest): Promise<Reservation>;
  /** Keeps the answer. Does nothing when the reservation was meanwhile given to another request. */
  complete(request: IdempotentRequest, token: string, response: StoredResponse): Promise<void>;
  /** Forgets the reservation, so that the request can be made again. Does nothing when it was given away. */
  release(request: IdempotentRequest, token: string): Promise<void>;
  /** Deletes keys of the tenant whose retention is over. */
  sweep(tenantId: string): Promise<void>;
}

/** How long an answer is kept for its key. */
export const IDEMPOTENCY_RETENTION_MS = 24 * 60 * 60 * 1000;
/** How long a request may take before its reservation counts as left behind by a process that died. */
export const IDEMPOTENCY_STALE_MS = 2 * 60 * 1000;
