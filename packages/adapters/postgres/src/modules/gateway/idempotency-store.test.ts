import { idempotencyStoreSuite } from '@parley/module-gateway/testing';
import { afterAll, beforeAll } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/index.ts';
import { createIdempotencyStore, gatewayMigrations } from './idempotency-store.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ service: 'gateway', migrations: await gatewayMigrations() });
});
afterAll(() => test.drop());

idempotencyStoreSuite('PostgreSQL', (clock) => createIdempotencyStore(test.database, clock));
