import type { CloudEvent, StoredEvent } from '@parley/engine';
import { engineError } from '@parley/engine';
import type { Logger } from '@parley/kernel';
import { int8Array, jsonArray, textArray, uuidArray } from './binary-arrays.ts';
import type { EngineConnection } from './connection.ts';
import { GroupCommitter } from './group-committer.ts';

interface Arrival {
  readonly tenantId: string;
  readonly event: CloudEvent;
  readonly json: string;
  readonly at: number;
}

interface Row {
  readonly held: boolean;
  readonly position: number | null;
  readonly tenant_id: string;
  readonly source: string;
  readonly event_id: string;
}

const KEEP = `
  with fence as materialized (select 1 from leases where name = $1 and epoch = $2 for share),
  kept as (
    insert into engine_events (tenant_id, source, event_id, type, event, at)
    select tenant_id, source, event_id, type, event, at
      from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::json[], $8::bigint[]) with ordinality
        as e(tenant_id, source, event_id, type, event, at, n)
     where exists (select 1 from fence)
     order by n
    on conflict do nothing
    returning position, tenant_id, source, event_id)
  select (select count(*) from fence) > 0 as held, kept.* from (select 1) one left join kept on true`;

const FIND = `
  select true as held, e.position, e.tenant_id, e.source, e.event_id
    from unnest($1::uuid[], $2::text[], $3::text[]) as n(tenant_id, source, event_id)
    join engine_events e using (tenant_id, source, event_id)`;

const MAX_BYTES = 4 * 1024 * 1024;

/** Keeps arriving events in order, many in one transaction. */
export class EventKeeper {
  readonly #writer: EngineConnection;
  readonly #lease: { readonly name: string; readonly epoch: number };
  readonly #committer: GroupCommitter<Arrival, StoredEvent | undefined>;
  #newest = 0;

  constructor(writer: EngineConnection, lease: { readonly name: string; readonly epoch: number }, logger: Logger) {
    this.#writer = writer;
    this.#lease = lease;
    this.#committer = new GroupCommitter({
      commit: (arrivals, again) => this.#commit(arrivals, again),
      weightOf: ({ json }) => json.length,
      maxWeight: MAX_BYTES,
      keysOf: () => [],
      // One at a time: positions have to become visible in their order.
      maxInFlight: 1,
      logger,
    });
  }

  keep(tenantId: string, event: CloudEvent, at: number): Promise<StoredEvent | undefined> {
    // Times never go back where positions go on, so that a reader finds its first event by time.
    this.#newest = Math.max(this.#newest, at);
    return this.#committer.add({ tenantId, event, json: JSON.stringify(event), at: this.#newest });
  }

  close(reason: ReturnType<typeof engineError>): void {
    this.#committer.close(reason);
  }

  async #commit(arrivals: readonly Arrival[], again: boolean): Promise<readonly (StoredEvent | undefined)[]> {
    const identity = [
      uuidArray(arrivals.map(({ tenantId }) => tenantId)),
      textArray(arrivals.map(({ event }) => event.source)),
      textArray(arrivals.map(({ event }) => event.id)),
    ];
    const kept = await this.#writer.query<Row>({
      name: 'keep-events',
      text: KEEP,
      values: [
        ...[this.#lease.name, this.#lease.epoch, ...identity],
        textArray(arrivals.map(({ event }) => event.type)),
        jsonArray(arrivals.map(({ json }) => json)),
        int8Array(arrivals.map(({ at }) => at)),
      ],
    });
    if (kept[0]?.held !== true) throw engineError('lease_lost', 'Another worker has taken over');
    // After a lost connection what is there may have come from the first try, of which nobody was told.
    const rows = again ? await this.#writer.query<Row>({ text: FIND, values: identity }) : kept;
    const positions = new Map(rows.map((row) => [keyOf(row.tenant_id, row.source, row.event_id), row.position]));
    return arrivals.map(({ tenantId, event, at }) => {
      const key = keyOf(tenantId, event.source, event.id);
      const position = positions.get(key);
      // The second of two equal events in one batch is a duplicate.
      positions.delete(key);
      return position ? { position, event, at } : undefined;
    });
  }
}

function keyOf(tenantId: string, source: string, id: string): string {
  return JSON.stringify([tenantId, source, id]);
}
