import { isUuid, type Logger, silentLogger } from '@parley/kernel';
import type pg from 'pg';
import { postgresError } from '../errors.ts';
import { type Migration, runMigrations } from './migrations.ts';
import { createPool, withCredentials, withDatabase } from './pool.ts';
import { provision, type ServiceRoles, serviceRoles } from './provision.ts';
import { runTransaction, type Transaction } from './transaction.ts';

export interface ServiceDatabaseOptions {
  /** URL with a password of a role that may create databases and roles. */
  readonly adminUrl: string;
  /** Name of the service: lower-case letters, digits and underscores. */
  readonly service: string;
  /** The service's migrations in order; Parley's own (tenancy, outbox) run before them. */
  readonly migrations: readonly Migration[];
  /** Name of the database. Default `parley_<service>`. */
  readonly database?: string;
  /** Connections for tenants' work. Default 10. */
  readonly maxConnections?: number;
  readonly logger?: Logger;
}

/**
 * A service's database. Every table with tenants' rows is under forced row-level security; each query names its
 * `tenant_id` nevertheless, because the security is the net and the predicate is what finds the right partition.
 */
export interface ServiceDatabase {
  readonly service: string;
  /** Runs `work` in a transaction that sees and writes rows of `tenantId` alone. */
  tenant<T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Like {@link tenant}, but writes are refused and nothing waits for the end of the transaction. */
  read<T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` across tenants: for the relay, the engine and other infrastructure, never for a request. */
  system<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Calls back when a transaction of this process that announced `topic` is committed. Gives the function to stop. */
  listen(topic: string, listener: () => void): () => void;
  /** Tells listeners of `topic` about a commit outside of this object's transactions. */
  announce(topic: string): void;
  /** URL of the system role, for infrastructure that keeps a connection of its own. */
  readonly systemUrl: string;
  close(): Promise<void>;
}

const DEFAULT_CONNECTIONS = 10;
const SYSTEM_CONNECTIONS = 4;

/**
 * Opens a service's database; creates it and its roles where they are missing and runs the migrations that have not
 * run yet. Safe to call from several processes at once. Raises `migration_failed`, `migration_changed`,
 * `table_unprotected`, `role_secret_missing` or `database_unavailable`.
 */
export async function openServiceDatabase(options: ServiceDatabaseOptions): Promise<ServiceDatabase> {
  const { adminUrl, service, migrations, maxConnections = DEFAULT_CONNECTIONS, logger = silentLogger } = options;
  const database = options.database ?? `parley_${service}`;
  const roles = serviceRoles(adminUrl, service);
  await provision(adminUrl, database, roles);
  await runMigrations({ url: withDatabase(adminUrl, database), roles, migrations, logger });
  return connectServiceDatabase({ adminUrl, service, database, roles, maxConnections, logger });
}

interface Connection {
  readonly adminUrl: string;
  readonly service: string;
  readonly database: string;
  readonly roles: ServiceRoles;
  readonly maxConnections: number;
  readonly logger: Logger;
}

/** Connects to a database that is provisioned and migrated. */
export function connectServiceDatabase(connection: Connection): ServiceDatabase {
  const { adminUrl, service, database, roles, maxConnections, logger } = connection;
  const urlOf = (role: { name: string; password: string }) =>
    withCredentials(adminUrl, role.name, role.password, database);
  const poolOf = (role: { name: string; password: string }, max: number) =>
    createPool({ url: urlOf(role), applicationName: `parley-${service}`, maxConnections: max, logger });
  return new PooledDatabase(
    service,
    poolOf(roles.app, maxConnections),
    poolOf(roles.system, SYSTEM_CONNECTIONS),
    urlOf(roles.system),
  );
}

class PooledDatabase implements ServiceDatabase {
  readonly service: string;
  readonly systemUrl: string;
  readonly #app: pg.Pool;
  readonly #system: pg.Pool;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(service: string, app: pg.Pool, system: pg.Pool, systemUrl: string) {
    this.service = service;
    this.systemUrl = systemUrl;
    this.#app = app;
    this.#system = system;
  }

  async tenant<T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const begin = beginFor(tenantId, 'BEGIN');
    return runTransaction(this.#app, { begin, tenantId, readOnly: false, onAnnounced: this.announce }, work);
  }

  async read<T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return runTransaction(this.#app, { begin: beginFor(tenantId, 'BEGIN READ ONLY'), tenantId, readOnly: true }, work);
  }

  async system<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const start = { begin: 'BEGIN', tenantId: undefined, readOnly: false, onAnnounced: this.announce };
    return runTransaction(this.#system, start, work);
  }

  listen(topic: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  readonly announce = (topic: string): void => {
    for (const listener of this.#listeners.get(topic) ?? []) listener();
  };

  async close(): Promise<void> {
    await Promise.all([this.#app.end(), this.#system.end()]);
  }
}

/** BEGIN and the tenant in one message. A simple message takes no parameters: the check makes the text safe. */
function beginFor(tenantId: string, begin: string): string {
  if (!isUuid(tenantId)) throw postgresError('invalid_tenant', 'The tenant id is not a UUID in lower case');
  return `${begin}; SET LOCAL app.tenant_id = '${tenantId}'`;
}
