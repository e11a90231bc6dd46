import type { DomainEvent } from '@parley/contracts';
import type { Append, CloudEvent, ExecutionStore, HistoryEntry, StoredEvent } from '@parley/engine';
import { engineError, isTerminal } from '@parley/engine';
import { isUuid, type Logger, type ParleyError, silentLogger } from '@parley/kernel';
import { acquireLease, type Lease } from '../database/lease.ts';
import { isUniqueViolation } from '../database/pg-errors.ts';
import type { ServiceDatabase } from '../database/service-database.ts';
import { postgresError } from '../errors.ts';
import { OUTBOX_TOPIC } from '../outbox/append.ts';
import { type AppendResult, appendStatement, type Batch } from './append-statement.ts';
import { EngineConnection } from './connection.ts';
import { EventKeeper } from './event-keeper.ts';
import { ExecutionReader } from './execution-reader.ts';
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
  /**
   * What other services hear of an entry: published by the transaction that records it. Asked for the entries that
   * start and end executions.
   */
  readonly announce?: (tenantId: string, entry: HistoryEntry) => DomainEvent | undefined;
  /** A worker that has not renewed its lease for so long is replaced. Default 10,000 ms. */
  readonly leaseTtlMs?: number;
  /** Longest time of a statement. Default 60,000 ms. */
  readonly statementTimeoutMs?: number;
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
const SHARED_LEASE = 'engine-shared';
const MAX_BATCH_ENTRIES = 4000;
// How far the clocks of workers that share a store may be apart.
const CLOCK_SKEW_MS = 60_000;
// While the database writes one batch, this process goes on with the executions of the other.
const BATCHES_IN_FLIGHT = 2;
/**
 * Waits until this process is the active worker and gives its store; undefined when `signal` ended the waiting. Other
 * processes that call it stand by.
 */
export async function openExecutionStore(options: ExecutionStoreOptions): Promise<PostgresExecutionStore | undefined> {
  const { database, logger = silentLogger, signal = new AbortController().signal } = options;
  let store: LeasedStore | undefined;
  const lease = await acquireLease({
    ...{ url: database.systemUrl, name: LEASE, logger, signal, onLost: () => store?.reconnect() },
    ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
    ...(options.leaseTtlMs !== undefined && { ttlMs: options.leaseTtlMs }),
  });
  if (lease) store = new LeasedStore(lease, { ...options, logger });
  return store;
}

/**
 * A store for many workers at a time, of an engine that itself sees to it that an execution is run by one worker: they
 * all append under one epoch that never changes, and emit the same entries where two of them run the same.
 */
export async function openSharedExecutionStore(
  options: Pick<ExecutionStoreOptions, 'database' | 'logger' | 'announce' | 'statementTimeoutMs'>,
): Promise<PostgresExecutionStore> {
  await options.database.system((tx) =>
    tx.query(
      `insert into leases (name, epoch, renewed_at) values ($1, 1, clock_timestamp()) on conflict do nothing returning 1`,
      [SHARED_LEASE],
    ),
  );
  return new LeasedStore(sharedLease(), { ...options, logger: options.logger ?? silentLogger, shared: true });
}

/** A lease that everybody holds. */
function sharedLease(): Lease {
  let release = () => {};
  const ended = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { epoch: 1, ended, certain: () => true, confirm: async () => true, release: async () => release() };
}

class LeasedStore implements PostgresExecutionStore {
  readonly epoch: number;
  readonly ended: Promise<void>;
  readonly #database: ServiceDatabase;
  readonly #reader: ExecutionReader;
  readonly #lease: Lease;
  readonly #writer: EngineConnection;
  readonly #committer: GroupCommitter<readonly Append[], void>;
  readonly #keeper: EventKeeper;
  readonly #announce: ExecutionStoreOptions['announce'];
  /** Executions in memory that the table has as running. */
  readonly #running = new Set<string>();
  /** True when other workers write too, so that nothing is known of the table. */
  readonly #shared: boolean;
  readonly #leaseName: string;

  constructor(lease: Lease, options: ExecutionStoreOptions & { readonly logger: Logger; readonly shared?: boolean }) {
    const { database, logger, statementTimeoutMs, shared = false } = options;
    this.#shared = shared;
    this.#leaseName = shared ? SHARED_LEASE : LEASE;
    this.#announce = options.announce;
    this.#database = database;
    this.#reader = new ExecutionReader(database.systemUrl, statementTimeoutMs, shared ? CLOCK_SKEW_MS : 0);
    this.#lease = lease;
    this.epoch = lease.epoch;
    this.#writer = new EngineConnection(database.systemUrl, statementTimeoutMs);
    this.#keeper = new EventKeeper(this.#writer, { name: this.#leaseName, epoch: lease.epoch }, logger);
    this.#committer = new GroupCommitter({
      commit: (items, again) =>
        this.#commit(items.flat(), again || this.#shared).then(() => items.map(() => undefined)),
      weightOf,
      maxWeight: MAX_BATCH_ENTRIES,
      keysOf: executionsOf,
      maxInFlight: BATCHES_IN_FLIGHT,
      logger,
    });
    this.ended = lease.ended.then(() => this.#end(engineError('lease_lost', 'Another worker has taken over')));
  }

  append(appends: readonly Append[]): Promise<void> {
    if (appends.every((append) => this.#running.has(append.executionId) || hasUuids(append)))
      return this.#committer.add(appends);
    return Promise.reject(postgresError('invalid_value', 'Tenants and executions have UUIDs in lower case'));
  }

  keepEvent(tenantId: string, event: CloudEvent, at: number): Promise<StoredEvent | undefined> {
    return this.#keeper.keep(tenantId, event, at);
  }

  readonly head: ExecutionStore['head'] = (executionId) => this.#reader.head(executionId);
  readonly history: ExecutionStore['history'] = (executionId) => this.#reader.history(executionId);
  readonly runnable: ExecutionStore['runnable'] = (after, limit) => this.#reader.runnable(after, limit);
  readonly due: ExecutionStore['due'] = (untilMs, limit) => this.#reader.due(untilMs, limit);
  readonly events: ExecutionStore['events'] = (tenantId, query) => this.#reader.events(tenantId, query);
  readonly listening: ExecutionStore['listening'] = (...query) => this.#reader.listening(...query);

  assured(): Promise<void> | undefined {
    if (this.#lease.certain()) return undefined;
    return this.#lease.confirm().then((held) => {
      if (!held) throw engineError('lease_lost', 'Another worker has taken over');
    });
  }

  /** Gives up connections on which answers may never come. */
  reconnect(): void {
    this.#writer.reset();
    this.#reader.reset();
  }

  async close(): Promise<void> {
    this.#end(engineError('engine_closed', 'The store was closed'));
    await this.#lease.release();
    await Promise.all([this.#writer.close(), this.#reader.close()]);
  }

  async #commit(appends: readonly Append[], repeated: boolean): Promise<void> {
    const changes = collectHeadChanges(appends, this.#running);
    const announced = this.#announced(appends);
    const batch = { appends, changes, announced, repeated };
    const result = await this.#append(batch).catch((error: unknown) => {
      if (!repeated && isUniqueViolation(error)) return this.#append({ ...batch, repeated: true });
      throw error;
    });
    if (!result?.held) throw engineError('lease_lost', 'Another worker has taken over');
    if (announced.length > 0) this.#database.announce(OUTBOX_TOPIC);
    const sent = appends.reduce((sum, { entries }) => sum + entries.length, 0);
    // Entries that were there already (E7) belong to an execution that may have gone on since.
    if (!this.#shared) this.#noteRunning(changes, (result.inserted ?? sent) < sent);
  }

  async #append(batch: Batch): Promise<AppendResult | undefined> {
    const statement = appendStatement({ name: this.#leaseName, epoch: this.epoch }, batch);
    return (await this.#writer.query<AppendResult>(statement))[0];
  }

  #announced(appends: readonly Append[]): DomainEvent[] {
    const announce = this.#announce;
    if (!announce) return [];
    return appends.flatMap(({ tenantId, entries }) =>
      entries.flatMap((entry) => {
        const edge = entry.type === 'ExecutionStarted' || isTerminal(entry.type);
        return (edge && announce(tenantId, entry)) || [];
      }),
    );
  }

  #noteRunning(changes: readonly HeadChange[], repeated: boolean): void {
    for (const { executionId, status, start } of changes) {
      if (status === 'running' && !(start && repeated)) this.#running.add(executionId);
      else this.#running.delete(executionId);
    }
  }

  #end(reason: ParleyError): void {
    this.#committer.close(reason);
    this.#keeper.close(reason);
  }
}

function hasUuids({ tenantId, executionId }: Append): boolean {
  return isUuid(tenantId) && isUuid(executionId);
}

function executionsOf(appends: readonly Append[]): readonly string[] {
  return appends.map(({ executionId }) => executionId);
}

/** Entries, and one for the execution itself. */
function weightOf(appends: readonly Append[]): number {
  let weight = appends.length;
  for (const { entries } of appends) weight += entries.length;
  return weight;
}
