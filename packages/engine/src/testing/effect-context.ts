import type { EffectContext } from '../ports/effects.ts';

/** A context as the engine would give it to a call of its own. */
export function effectContext(overrides: Partial<EffectContext> = {}): EffectContext {
  return {
    tenantId: 'tenant-1',
    executionId: '0190f4c2-6b1a-7c3e-8d5f-0123456789ab',
    key: '/do/0/call',
    environment: 'live',
    idempotencyKey: 'execution-1/do/0/call',
    attempt: 1,
    signal: new AbortController().signal,
    ...overrides,
  };
}
