import type {
  Append,
  CloudEvent,
  ExecutionHead,
  ExecutionStore,
  HistoryEntry,
  HistoryType,
  StoredEvent,
} from '@parley/engine';
import { engineError } from '@parley/engine';
import { isUuid, type Logger, type ParleyError, silentLogger } from '@parley/kernel';
import { acquireLease, type Lease } from '../database/lease.ts';
import type { ServiceDatabase } from '../database/service-database.ts';
import { statementName } from '../database/statements.ts';
import { postgresError } from '../errors.ts';
import { appendStatement } from './append-statement.ts';
import { EngineConnection } from './connection.ts';
import { EventKeeper } from './event-keeper.ts';
import { GroupCommitter } from './group-committer.ts';
import { collectHeadChanges, type HeadChange } from './head-changes.ts';

export interface ExecutionStoreOptions {
  /** The database with {@link engineMigrations}. */
  readonly database: ServiceDatabase;
  readonly logger?: Logger;
  /** Ends the waiting for the lease; the store stays open. */
  readonly signal?: AbortSignal;
  /** How often a standby tries to take over. Default 250 ms. */
  readonly pollMs?: number;
  /** A worker that has not renewed its lease for so long is replaced. Default 10,000 ms. */
  readonly leaseTtlMs?: number;
}

/** The store of the one active worker. */
export interface PostgresExecutionStore extends ExecutionStore {
  readonly epoch: number;
  /** Resolves when another worker has taken over or the store is closed; nothing can be appended from then on. */
  readonly ended: Promise<void>;
  /** Lets go of the lease, so that a standby takes over at once. */
  close(): Promise<void>;
}

const LEASE = 'engine';
const MAX_BATCH_ENTRIES = 4000;
// An event may have been kept by the time an execution's last entry was, and yet been unknown to it.
const LISTENER_MARGIN_MS = 60_000;
const NIL = '00000000-0000-0000-0000-000000000000';

const RUNNABLE = `
  select execution_id from engine_executions e
   where execution_id > $1
     and (status = 'running' or (status = 'waiting' and (listens or children is not null)))
     and (status = 'running'
       or exists (select 1 from engine_executions c where c.execution_id = any(e.children) and c.ended_at is not null)
       or exists (select 1 from engine_listeners l join engine_events v
                    on v.tenant_id = l.tenant_id and (v.type = l.event_type or l.event_type = '*')
                   and v.at > e.waiting_since - $2
                   where e.listens and l.execution_id = e.execution_id))
   order by execution_id limit $3`;

/**
 * Waits until this process is the active worker and gives its store; undefined when `signal` ended the waiting. Other
 * processes that call it stand by.
 */
export async function openExecutionStore(options: ExecutionStoreOptions): Promise<PostgresExecutionStore | undefined> {
  const { database, logger = silentLogger, signal = new AbortController().signal } = options;
  const lease = await acquireLease({
    ...{ url: database.systemUrl, name: LEASE, logger, signal },
    ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
    ...(options.leaseTtlMs !== undefined && { ttlMs: options.leaseTtlMs }),
  });
  return lease && new LeasedStore(database, lease, logger);
}

class LeasedStore implements PostgresExecutionStore {
  readonly epoch: number;
  readonly ended: Promise<void>;
  readonly #reader: EngineConnection;
  readonly #lease: Lease;
  readonly #writer: EngineConnection;
  readonly #committer: GroupCommitter<readonly Append[], void>;
  readonly #events: EventKeeper;
  /** Executions in memory that the table has as running. */
  readonly #running = new Set<string>();

  constructor(database: ServiceDatabase, lease: Lease, logger: Logger) {
    this.#reader = new EngineConnection(database.systemUrl);
    this.#lease = lease;
    this.epoch = lease.epoch;
    this.#writer = new EngineConnection(database.systemUrl);
    this.#events = new EventKeeper(this.#writer, { name: LEASE, epoch: lease.epoch }, logger);
    this.#committer = new GroupCommitter({
      commit: (items) => this.#commit(items.flat()).then(() => items.map(() => undefined)),
      weightOf: (appends) => appends.reduce((sum, { entries }) => sum + entries.length + 1, 0),
      maxWeight: MAX_BATCH_ENTRIES,
      dependsOn: sharesExecution,
      logger,
    });
    this.ended = lease.ended.then(() => this.#end(engineError('lease_lost', 'Another worker has taken over')));
  }

  async append(appends: readonly Append[]): Promise<void> {
    if (!appends.every(({ tenantId, executionId }) => isUuid(tenantId) && isUuid(executionId))) {
      throw postgresError('invalid_value', 'Tenants and executions have UUIDs in lower case');
    }
    await this.#committer.add(appends);
  }

  keepEvent(tenantId: string, event: CloudEvent, at: number): Promise<StoredEvent | undefined> {
    return this.#events.keep(tenantId, event, at);
  }

  async head(executionId: string): Promise<ExecutionHead | undefined> {
    const [row] = await this.#read<HeadRow>(
      `select tenant_id, definition, status,
              (select max(seq) from engine_history h where h.execution_id = e.execution_id) as seq
         from engine_executions e where execution_id = $1`,
      [executionId],
    );
    if (!row) return undefined;
    const { tenant_id: tenantId, definition, status, seq } = row;
    return { tenantId, executionId, definition, status, seq };
  }

  async history(executionId: string): Promise<readonly HistoryEntry[]> {
    const rows = await this.#read<EntryRow>(
      'select seq, key, type, data, at from engine_history where execution_id = $1 order by seq',
      [executionId],
    );
    return rows.map((row) => ({ executionId, ...row }) as HistoryEntry);
  }

  async runnable(after: string | undefined, limit: number): Promise<readonly string[]> {
    const rows = await this.#read<{ execution_id: string }>(RUNNABLE, [after ?? NIL, LISTENER_MARGIN_MS, limit]);
    return rows.map((row) => row.execution_id);
  }

  async due(untilMs: number, limit: number): Promise<readonly { executionId: string; wakeAt: number }[]> {
    const rows = await this.#read<{ execution_id: string; wake_at: number }>(
      `select execution_id, wake_at from engine_executions
        where status = 'waiting' and wake_at is not null and wake_at <= $1 order by wake_at, execution_id limit $2`,
      [untilMs, limit],
    );
    return rows.map((row) => ({ executionId: row.execution_id, wakeAt: row.wake_at }));
  }

  async listening(
    tenantId: string,
    type: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly string[]> {
    const rows = await this.#read<{ execution_id: string }>(
      `select distinct l.execution_id from engine_listeners l join engine_executions e using (execution_id)
        where l.tenant_id = $1 and l.event_type in ($2, '*') and ($3::uuid is null or l.execution_id > $3)
          and e.status = 'waiting'
        order by l.execution_id limit $4`,
      [tenantId, type, after ?? null, limit],
    );
    return rows.map((row) => row.execution_id);
  }

  async events(tenantId: string, query: Parameters<ExecutionStore['events']>[1]): Promise<readonly StoredEvent[]> {
    const { types, sinceMs, after, limit } = query;
    return this.#read<{ position: number; event: CloudEvent; at: number }>(
      `select position, event, at from engine_events
        where tenant_id = $1 and at >= $3
          and position > greatest($4, coalesce((select f.position - 1 from engine_events f
                                                 where f.tenant_id = $1 and f.at >= $3
                                                 order by f.at, f.position limit 1), 9223372036854775807))
          and ($2::text[] is null or type = any($2))
        order by position limit $5`,
      [tenantId, types ?? null, sinceMs, after, limit],
    );
  }

  async close(): Promise<void> {
    this.#end(engineError('engine_closed', 'The store was closed'));
    await this.#lease.release();
    await Promise.all([this.#writer.close(), this.#reader.close()]);
  }

  async #commit(appends: readonly Append[]): Promise<void> {
    const changes = collectHeadChanges(appends, this.#running);
    const statement = appendStatement({ name: LEASE, epoch: this.epoch }, appends, changes);
    const [result] = await this.#writer.query<{ held: number; inserted: number }>(statement);
    if (!result?.held) throw engineError('lease_lost', 'Another worker has taken over');
    const sent = appends.reduce((sum, { entries }) => sum + entries.length, 0);
    // Entries that were there already (E7) belong to an execution that may have gone on since.
    this.#noteRunning(changes, result.inserted < sent);
  }

  #noteRunning(changes: readonly HeadChange[], repeated: boolean): void {
    for (const { executionId, status, start } of changes) {
      if (status === 'running' && !(start && repeated)) this.#running.add(executionId);
      else this.#running.delete(executionId);
    }
  }

  #end(reason: ParleyError): void {
    this.#committer.close(reason);
    this.#events.close(reason);
  }

  #read<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.#reader.query<Row>({ text, values: [...values], name: statementName(text) ?? '' });
  }
}

interface HeadRow {
  readonly tenant_id: string;
  readonly definition: string;
  readonly status: ExecutionHead['status'];
  readonly seq: number;
}

interface EntryRow {
  readonly seq: number;
  readonly key: string;
  readonly type: HistoryType;
  readonly data: unknown;
  readonly at: number;
}

function sharesExecution(item: readonly Append[], failed: readonly Append[]): boolean {
  return item.some(({ executionId }) => failed.some((other) => other.executionId === executionId));
}
