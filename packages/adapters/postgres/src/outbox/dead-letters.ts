import type { DomainEvent } from '@parley/contracts';
import type { Transaction } from '../database/transaction.ts';
import { OUTBOX_TOPIC } from './append.ts';

/** An event that a consumer failed to handle too often. */
export interface DeadLetter {
  readonly deadLetterId: number;
  readonly tenantId: string;
  readonly consumer: string;
  readonly event: DomainEvent;
  /** Message of the last failure. */
  readonly error: string;
  readonly attempts: number;
  readonly failedAt: Date;
}

interface DeadLetterRow {
  readonly dead_letter_id: number;
  readonly tenant_id: string;
  readonly consumer: string;
  readonly event: DomainEvent;
  readonly error: string;
  readonly attempts: number;
  readonly failed_at: Date;
}

/** The newest dead letters with an id below `before`: the tenant's, or in a system transaction everybody's. */
export async function listDeadLetters(
  tx: Transaction,
  page: { readonly limit: number; readonly before?: number },
): Promise<DeadLetter[]> {
  const rows = await tx.query<DeadLetterRow>(
    `select dead_letter_id, tenant_id, consumer, event, error, attempts, failed_at from dead_letters
      where dead_letter_id < $1 and ($2::uuid is null or tenant_id = $2) order by dead_letter_id desc limit $3`,
    [page.before ?? Number.MAX_SAFE_INTEGER, tx.tenantId ?? null, page.limit],
  );
  return rows.map((row) => ({
    deadLetterId: row.dead_letter_id,
    tenantId: row.tenant_id,
    consumer: row.consumer,
    event: row.event,
    error: row.error,
    attempts: row.attempts,
    failedAt: row.failed_at,
  }));
}

/** Puts dead letters back for the consumer that failed, and for no other. Gives how many there were. */
export async function replayDeadLetters(tx: Transaction, ids: readonly number[]): Promise<number> {
  const replayed = await tx.execute(
    `with taken as (
       delete from dead_letters where dead_letter_id = any($1) and ($2::uuid is null or tenant_id = $2)
       returning tenant_id, event_id, consumer, event, dead_letter_id)
     insert into outbox (tenant_id, event_id, consumer, event)
     select tenant_id, event_id, consumer, event from taken order by dead_letter_id on conflict do nothing`,
    [ids, tx.tenantId ?? null],
  );
  tx.announce(OUTBOX_TOPIC);
  return replayed;
}
