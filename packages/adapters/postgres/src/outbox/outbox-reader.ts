import type { DomainEvent } from '@parley/contracts';
import type { ServiceDatabase } from '../database/service-database.ts';

/** An event that waits for delivery. */
export interface Delivery {
  readonly position: number;
  readonly tenantId: string;
  readonly event: DomainEvent;
  /** Set when only this consumer is to get it. */
  readonly consumer: string | undefined;
  /** Who has handled it already. */
  readonly handledBy: readonly string[];
}

export interface Page {
  readonly deliveries: readonly Delivery[];
  /** True when there is more to read right away. */
  readonly more: boolean;
  /** True when events were committed that an older transaction, still open, keeps from being read. */
  readonly held: boolean;
}

interface Row {
  readonly upto: string;
  readonly held: boolean;
  readonly position: number | null;
  readonly tenant_id: string;
  readonly event: DomainEvent;
  readonly consumer: string;
  readonly handled_by: readonly string[];
}

const READ = `
  select s.upto::text, o.*, exists (select 1 from outbox where xid >= s.upto) as held
    from (select coalesce($2::xid8, pg_snapshot_xmin(pg_current_snapshot())) as upto) s
    left join lateral (
      select position, tenant_id, event, consumer,
             array(select i.consumer from inbox i
                    where i.tenant_id = outbox.tenant_id and i.event_id = outbox.event_id) as handled_by
        from outbox
       where xid >= $1::xid8 and xid < s.upto and position > $3
       order by position limit $4) o on true`;

/**
 * Reads the outbox from its beginning, each event once, in the order in which transactions that wait for each other
 * wrote. Transactions commit in another order than they get their ids and positions, so it reads in ranges of
 * transaction ids below which nothing is open any more, and within a range by position.
 */
export class OutboxReader {
  readonly #database: ServiceDatabase;
  readonly #pageSize: number;
  #from = '0';
  #upto: string | null = null;
  #after = 0;

  constructor(database: ServiceDatabase, pageSize: number) {
    this.#database = database;
    this.#pageSize = pageSize;
  }

  async next(): Promise<Page> {
    const values = [this.#from, this.#upto, this.#after, this.#pageSize];
    const rows = await this.#database.system((tx) => tx.query<Row>(READ, values));
    const last = rows.at(-1);
    const more = rows.length === this.#pageSize;
    if (more) {
      this.#upto = last?.upto ?? null;
      this.#after = last?.position ?? 0;
    } else {
      this.#from = last?.upto ?? this.#from;
      this.#upto = null;
      this.#after = 0;
    }
    return { deliveries: rows.filter((row) => row.position !== null).map(toDelivery), more, held: last?.held === true };
  }
}

function toDelivery(row: Row): Delivery {
  return {
    position: row.position ?? 0,
    tenantId: row.tenant_id,
    event: row.event,
    consumer: row.consumer === '' ? undefined : row.consumer,
    handledBy: row.handled_by,
  };
}
