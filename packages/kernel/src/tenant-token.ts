import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { commonError } from './errors.ts';
import type { Role, TenantContext } from './tenant.ts';

const ISSUER = 'parley-gateway';
const AUDIENCE = 'parley-services';
const ALGORITHM = 'HS256';
const LIFETIME_SECONDS = 60;

/** Signs and verifies the tenant context that travels between services: a JWT that lives for one minute. */
export interface TenantTokens {
  sign(context: TenantContext): Promise<string>;
  /** Raises `unauthenticated` when the token is forged, expired or meant for somebody else. */
  verify(token: string): Promise<TenantContext>;
}

/** Tenant tokens under a key that all services of the installation share; `secret` has at least 32 bytes. */
export function createTenantTokens(secret: Uint8Array, clock: Clock = systemClock): TenantTokens {
  if (secret.length < 32) throw new RangeError('The key for tenant tokens must have at least 32 bytes');
  return {
    sign(context) {
      const issuedAt = Math.floor(clock.now() / 1000);
      const { tenantId, actor, roles, businessRoles, traceparent } = context;
      return new SignJWT({ tenantId, roles, businessRoles, traceparent })
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(actor)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_SECONDS)
        .sign(secret);
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, secret, {
          issuer: ISSUER,
          audience: AUDIENCE,
          algorithms: [ALGORITHM],
          currentDate: new Date(clock.now()),
        });
        return {
          tenantId: String(payload.tenantId),
          actor: String(payload.sub),
          roles: payload.roles as Role[],
          ...(payload.businessRoles !== undefined && { businessRoles: payload.businessRoles as string[] }),
          ...(payload.traceparent !== undefined && { traceparent: String(payload.traceparent) }),
        };
      } catch (cause) {
        throw commonError('unauthenticated', 'The tenant token is not valid', { cause });
      }
    },
  };
}
