import { createIdSource, type Logger, ManualClock, silentLogger, type TenantContext } from '@parley/kernel';
import { createPlatformModule } from '../index.ts';
import { MemoryPlatformStore } from './memory-platform-store.ts';

export const SETTINGS = {
  slug: 'alpha',
  name: 'Alpha',
  timeZone: 'Europe/Zurich',
  businessRoles: ['manager', 'buyer'],
  owner: { subject: 'olga', name: 'Olga' },
};

/** The module on a store in memory, with one tenant. */
export async function startPlatform() {
  const clock = new ManualClock();
  const store = new MemoryPlatformStore();
  const logged: { fields: Record<string, unknown>; message: string }[] = [];
  const log = (fields: object, message: string) => void logged.push({ fields: { ...fields }, message });
  const logger: Logger = { ...silentLogger, warn: log, error: log };
  const deps = { store, clock, newId: createIdSource(clock), logger };
  const platform = createPlatformModule(deps);
  const tenant = await platform.bootstrapTenant(SETTINGS);
  const context: TenantContext = { tenantId: tenant.tenantId, actor: 'olga', roles: ['owner'] };
  return { clock, store, logged, deps, platform, tenant, context };
}
