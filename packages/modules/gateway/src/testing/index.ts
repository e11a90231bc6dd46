export { idempotencyStoreSuite } from './idempotency-store-suite.ts';
export { createMemoryIdempotencyStore } from './memory-idempotency-store.ts';
