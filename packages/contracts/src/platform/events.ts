import { z } from 'zod';
import { defineEvent } from '../events.ts';
import { Id } from '../schemas.ts';

export const TenantCreated = defineEvent({
  type: 'TenantCreated',
  version: 1,
  service: 'platform',
  summary: 'A tenant came into being',
  data: z.object({ tenantId: Id, slug: z.string(), name: z.string() }),
});

export const platformEvents = [TenantCreated] as const;
