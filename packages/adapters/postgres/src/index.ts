export { type Migration, readMigrations } from './database/migrations.ts';
export { isConnectionLoss, isUniqueViolation, toPostgresError } from './database/pg-errors.ts';
export { openServiceDatabase, type ServiceDatabase, type ServiceDatabaseOptions } from './database/service-database.ts';
export type { Transaction } from './database/transaction.ts';
export { engineMigrations } from './durable/migrations.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type EmbeddedProgress,
  startEmbeddedPostgres,
} from './embedded/start.ts';
export { postgresError } from './errors.ts';
export { createIdempotencyStore, gatewayMigrations } from './modules/gateway/idempotency-store.ts';
export { createPlatformStore, platformMigrations } from './modules/platform/store.ts';
export { appendEvents, claimEvent } from './outbox/append.ts';
export { LocalEventBus } from './outbox/bus.ts';
export { type DeadLetter, listDeadLetters, replayDeadLetters } from './outbox/dead-letters.ts';
export { type OutboxRelay, type RelayOptions, startOutboxRelay } from './outbox/relay.ts';
