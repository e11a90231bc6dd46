import { createHash } from 'node:crypto';
import { type Clock, commonError, type TenantContext } from '@parley/kernel';
import { gatewayError } from '../errors.ts';
import type { MemberDirectory, Membership, TokenVerifier, VerifiedToken } from '../ports.ts';
import { ExpiringCache } from './expiring-cache.ts';

/** What a request brings to prove who makes it. */
export interface Credentials {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** The `Parley-Tenant` header: slug of the tenant meant, needed only by members of several. */
  readonly tenantSlug?: string | undefined;
  readonly traceparent?: string;
}

export type Authenticate = (credentials: Credentials) => Promise<TenantContext>;

export interface AuthenticationOptions {
  readonly verifier: TokenVerifier;
  readonly members: MemberDirectory;
  readonly clock: Clock;
  /** Milliseconds for which a change of roles may go unnoticed. Default 5 000. */
  readonly memberCacheMs?: number;
}

/** A verified token is checked again after this time, so that a withdrawn key stops working. */
const TOKEN_CACHE_MS = 5 * 60 * 1000;
const CACHE_ENTRIES = 10_000;
const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Builds the check of people's access tokens: the token gives the subject, the directory the tenant and the roles. */
export function createAuthenticate(options: AuthenticationOptions): Authenticate {
  const tokens = new ExpiringCache<VerifiedToken>(CACHE_ENTRIES, options.clock);
  const memberships = new ExpiringCache<readonly Membership[]>(CACHE_ENTRIES, options.clock);
  const memberCacheMs = options.memberCacheMs ?? 5_000;

  async function verify(token: string): Promise<VerifiedToken> {
    const key = createHash('sha256').update(token).digest('base64');
    const known = tokens.get(key);
    if (known) return known;
    const verified = await options.verifier.verify(token);
    tokens.set(key, verified, Math.min(verified.expiresAt, options.clock.now() + TOKEN_CACHE_MS));
    return verified;
  }

  async function findMemberships(subject: string, tenantSlug: string | undefined): Promise<readonly Membership[]> {
    const key = JSON.stringify([subject, tenantSlug]);
    const known = memberships.get(key);
    if (known) return known;
    const found = await options.members.findMemberships({ subject, ...(tenantSlug !== undefined && { tenantSlug }) });
    if (found.length > 0) memberships.set(key, found, options.clock.now() + memberCacheMs);
    return found;
  }

  return async ({ authorization, tenantSlug, traceparent }) => {
    const { subject } = await verify(bearerToken(authorization));
    if (tenantSlug !== undefined && !SLUG.test(tenantSlug)) throw notAMember();
    const membership = pickMembership(await findMemberships(subject, tenantSlug));
    return {
      tenantId: membership.tenantId,
      actor: subject,
      roles: membership.roles,
      businessRoles: membership.businessRoles,
      ...(traceparent !== undefined && { traceparent }),
    };
  };
}

/** The token of an `Authorization: Bearer` header; raises `unauthenticated` when there is none. */
export function bearerToken(authorization: string | undefined): string {
  const match = /^Bearer +([\w\-.~+/]+=*)$/i.exec(authorization ?? '');
  if (match) return match[1]!;
  throw commonError('unauthenticated', 'The request carries no bearer token', {
    hint: 'Send the header "Authorization: Bearer <access token>".',
  });
}

function pickMembership(found: readonly Membership[]): Membership {
  const [membership, ...others] = found;
  if (!membership) throw notAMember();
  if (others.length > 0) {
    throw gatewayError('tenant_required', 'You are a member of several tenants', {
      hint: 'Name the tenant in the header "Parley-Tenant".',
      details: { tenants: found.map((one) => one.tenantSlug) },
    });
  }
  if (membership.tenantStatus === 'suspended') {
    throw gatewayError('tenant_suspended', `The tenant "${membership.tenantSlug}" is suspended`, {
      hint: 'Ask the operator of the installation.',
    });
  }
  return membership;
}

function notAMember() {
  return gatewayError('not_a_member', 'You are not a member of this tenant', {
    hint: 'Ask an owner of the tenant to add you.',
  });
}
