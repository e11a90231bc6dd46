export { type Migration, readMigrations } from './database/migrations.ts';
export { isConnectionLoss, isUniqueViolation, toPostgresError } from './database/pg-errors.ts';
export { serviceRoles } from './database/provision.ts';
export {
  connectServiceDatabase,
  openServiceDatabase,
  type ServiceDatabase,
  type ServiceDatabaseOptions,
} from './database/service-database.ts';
export type { Transaction } from './database/transaction.ts';
export { type PostgresEngineOptions, startPostgresEngine } from './durable/engine.ts';
export {
  type ExecutionStoreOptions,
  openExecutionStore,
  openSharedExecutionStore,
  type PostgresExecutionStore,
} from './durable/execution-store.ts';
export { engineMigrations } from './durable/migrations.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded/start.ts';
export type { EmbeddedProgress } from './embedded/supervisor.ts';
export { postgresError } from './errors.ts';
export { agentMigrations, createAgentStore } from './modules/agent/store.ts';
export { conversationMigrations, createConversationStore } from './modules/conversation/store.ts';
export { createIdempotencyStore, gatewayMigrations } from './modules/gateway/idempotency-store.ts';
export { createPlatformStore, platformMigrations } from './modules/platform/store.ts';
export { createSecretVault } from './modules/workflow/secret-vault.ts';
export { createWorkflowStore, workflowMigrations } from './modules/workflow/store.ts';
export { createValueIndex } from './modules/workflow/values.ts';
export { appendEvents, claimEvent } from './outbox/append.ts';
export { LocalEventBus } from './outbox/bus.ts';
export { type DeadLetter, listDeadLetters, replayDeadLetters } from './outbox/dead-letters.ts';
export { type OutboxRelay, type RelayOptions, startOutboxRelay } from './outbox/relay.ts';
export { RetentionJob, type RetentionOptions, type RetentionRule } from './retention/retention.ts';
export {
  sweepCommands,
  sweepDeadLetters,
  sweepEvents,
  sweepExecutions,
  sweepIdempotencyKeys,
  sweepInbox,
} from './retention/rules.ts';
