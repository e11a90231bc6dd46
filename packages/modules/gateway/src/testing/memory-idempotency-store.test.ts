import { createMemoryIdempotencyStore, idempotencyStoreSuite } from './index.ts';

idempotencyStoreSuite('Memory', createMemoryIdempotencyStore);
