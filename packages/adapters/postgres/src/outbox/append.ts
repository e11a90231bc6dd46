import type { DomainEvent } from '@parley/contracts';
import type { Transaction } from '../database/transaction.ts';

/** What a transaction announces after it has written to the outbox. */
export const OUTBOX_TOPIC = 'outbox';

/**
 * Publishes events together with the changes of `tx`: they are delivered if and only if it commits. An event whose id
 * is waiting for delivery already is not written twice.
 */
export async function appendEvents(tx: Transaction, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(
    `insert into outbox (tenant_id, event_id, event)
     select tenant_id, event_id, event
       from unnest($1::uuid[], $2::text[], $3::json[]) with ordinality as e(tenant_id, event_id, event, n) order by n
     on conflict do nothing`,
    [
      events.map((event) => event.accountid),
      events.map((event) => event.id),
      events.map((event) => JSON.stringify(event)),
    ],
  );
  tx.announce(OUTBOX_TOPIC);
}

/**
 * Marks the event as handled by `consumer` within the transaction that handles it; false when it was handled before.
 * A handler that changes a database calls it first, so that a second delivery changes nothing.
 */
export async function claimEvent(tx: Transaction, consumer: string, event: DomainEvent): Promise<boolean> {
  const claimed = await tx.execute(
    'insert into inbox (tenant_id, event_id, consumer) values ($1, $2, $3) on conflict do nothing',
    [event.accountid, event.id, consumer],
  );
  return claimed === 1;
}
