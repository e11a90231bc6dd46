/** Roles a member can have, weakest first. `owner` may do everything within the tenant. */
export const ROLES = ['viewer', 'operator', 'editor', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/**
 * On whose behalf something happens. Passed explicitly to every operation; nothing reads a tenant from ambient state.
 */
export interface TenantContext {
  readonly tenantId: string;
  /** The member who acts, or the name of the service that acts for the tenant (`service:workflow`). */
  readonly actor: string;
  readonly roles: readonly Role[];
  /** Names the tenant's own business roles, such as `manager`, that approvals are addressed to. */
  readonly businessRoles?: readonly string[];
  /** W3C trace context, passed on to everything that follows from the request. */
  readonly traceparent?: string;
}

/** The context in which a service acts for a tenant by itself, for example when it handles an event. */
export function serviceContext(tenantId: string, service: string, traceparent?: string): TenantContext {
  return { tenantId, actor: `service:${service}`, roles: ['owner'], ...(traceparent !== undefined && { traceparent }) };
}

/** True when one of the context's roles is `needed` or a stronger one. */
export function hasRole(context: TenantContext, needed: Role): boolean {
  const rank = ROLES.indexOf(needed);
  return context.roles.some((role) => ROLES.indexOf(role) >= rank);
}
