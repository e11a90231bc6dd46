import {
  RetentionJob,
  type RetentionRule,
  sweepCommands,
  sweepDeadLetters,
  sweepEvents,
  sweepExecutions,
  sweepIdempotencyKeys,
  sweepInbox,
} from '@parley/adapter-postgres';
import type { Clock, Logger } from '@parley/kernel';
import { type ObjectStore, type ValueIndex, valueKey } from '@parley/module-workflow';
import { z } from 'zod';
import type { Databases } from './databases.ts';

/** How long things are kept after they are done with, in days. */
export interface Retention {
  /** Executions with their histories, values, approvals and commands, after their end. */
  readonly executionDays: number;
  /** Events that arrived for a tenant: listeners that begin later find no older ones. */
  readonly eventDays: number;
  /** Notes of handled events and of events that could not be handled. */
  readonly deliveryDays: number;
}

const DAYS = { executionDays: 90, eventDays: 30, deliveryDays: 14 } as const satisfies Retention;
const MOST = 36_500;
const days = z.coerce.number().min(0.01).max(MOST);

export const RetentionVariables = z.object({
  PARLEY_KEEP_EXECUTIONS_DAYS: days.default(DAYS.executionDays),
  PARLEY_KEEP_EVENTS_DAYS: days.default(DAYS.eventDays),
  PARLEY_KEEP_DELIVERIES_DAYS: days.default(DAYS.deliveryDays),
});

export function toRetention(values: z.infer<typeof RetentionVariables>): Retention {
  return {
    executionDays: values.PARLEY_KEEP_EXECUTIONS_DAYS,
    eventDays: values.PARLEY_KEEP_EVENTS_DAYS,
    deliveryDays: values.PARLEY_KEEP_DELIVERIES_DAYS,
  };
}

const DAY_MS = 86_400_000;
const IDEMPOTENCY_KEYS_MS = 2 * DAY_MS;
// Longer than any append may be under way: a value is stored before the entry that refers to it.
const UNREFERENCED_VALUES_MS = DAY_MS;

/** The job that deletes what is past its time in every service's database. */
export function createRetentionJob(
  retention: Retention,
  databases: Databases,
  values: { readonly index: ValueIndex; readonly objects: ObjectStore },
  clock: Clock,
  logger: Logger,
): RetentionJob {
  const { workflow, gateway } = databases;
  const executionsMs = retention.executionDays * DAY_MS;
  const deliveriesMs = retention.deliveryDays * DAY_MS;
  const sweepValues: RetentionRule['sweep'] = (_, before, limit) =>
    values.index.sweep(before.getTime(), limit, ({ tenantId, sha256 }) =>
      values.objects.delete(valueKey(tenantId, sha256)),
    );
  const rules: RetentionRule[] = [
    { name: 'executions', database: workflow, keepMs: executionsMs, sweep: sweepExecutions },
    { name: 'commands', database: workflow, keepMs: executionsMs, sweep: sweepCommands },
    { name: 'events', database: workflow, keepMs: retention.eventDays * DAY_MS, sweep: sweepEvents },
    { name: 'values', database: workflow, keepMs: UNREFERENCED_VALUES_MS, sweep: sweepValues },
    { name: 'idempotency keys', database: gateway, keepMs: IDEMPOTENCY_KEYS_MS, sweep: sweepIdempotencyKeys },
    ...Object.values(databases).flatMap((database): RetentionRule[] => [
      { name: `inbox of ${database.service}`, database, keepMs: deliveriesMs, sweep: sweepInbox },
      { name: `dead letters of ${database.service}`, database, keepMs: deliveriesMs, sweep: sweepDeadLetters },
    ]),
  ];
  return new RetentionJob({ rules, clock, logger });
}
