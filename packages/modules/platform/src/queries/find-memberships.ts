import type { Membership, MembershipQuery, PlatformDeps } from '../ports.ts';

const MAX_MEMBERSHIPS = 50;

/** The tenants that a subject belongs to, or the one with the slug; for whoever authenticates requests. */
export function findMemberships(deps: PlatformDeps): (query: MembershipQuery) => Promise<readonly Membership[]> {
  return (query) => deps.store.findMemberships(query, MAX_MEMBERSHIPS);
}
