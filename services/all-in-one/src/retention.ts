import { z } from 'zod';

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
