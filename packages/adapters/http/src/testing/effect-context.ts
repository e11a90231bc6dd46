import type { EffectContext } from '@parley/engine';

/** A context as the engine would give it. */
export function effectContext(overrides: Partial<EffectContext> = {}): EffectContext {
  return {
    tenantId: 'tenant-1',
    executionId: '0190f4c2-6b1a-7c3e-8d5f-0123456789ab',
    key: '/do/0/call',
    environment: 'sandbox',
    idempotencyKey: '0190f4c2-6b1a-7c3e-8d5f-0123456789ab/do/0/call',
    attempt: 1,
    signal: new AbortController().signal,
    ...overrides,
  };
}
