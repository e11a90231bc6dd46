import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Logger, ParleyError } from '@parley/kernel';
import pg from 'pg';
import { postgresError } from '../errors.ts';
import { toPostgresError } from './pg-errors.ts';
import type { ServiceRoles } from './provision.ts';

/** One step of a database's schema. Never edited after it was released: what comes later is a new one. */
export interface Migration {
  /** Unique in the database; the order is that of the list. */
  readonly name: string;
  readonly sql: string;
  /** Runs as the administrator instead of the tables' owner, for extensions and the like. */
  readonly asAdministrator?: boolean;
}

export interface MigrationRun {
  /** The administrator's URL of the service's database. */
  readonly url: string;
  readonly roles: ServiceRoles;
  readonly migrations: readonly Migration[];
  readonly logger: Logger;
}

const MIGRATION_LOCK = 7_271_533_019;
const BASE_PREFIX = 'parley/';

/** The `.sql` files of a directory in the order of their names (`0001_orders.sql`, `0002_...`). */
export async function readMigrations(directory: URL | string, prefix = ''): Promise<Migration[]> {
  const path = typeof directory === 'string' ? directory : fileURLToPath(directory);
  const files = (await readdir(path)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: prefix + file.replace(/\.sql$/, ''),
      sql: await readFile(join(path, file), 'utf8'),
      ...(file.endsWith('.admin.sql') && { asAdministrator: true }),
    })),
  );
}

/** What every service's database has: extensions, tenancy, outbox, inbox and dead letters. */
export async function baseMigrations(): Promise<Migration[]> {
  return readMigrations(new URL('./migrations/', import.meta.url), BASE_PREFIX);
}

/**
 * Runs what has not run yet, each in its own transaction, under a lock that lets one process at a time. Refuses a
 * database whose past differs from the list, and one that leaves a tenant's table without row-level security.
 */
export async function runMigrations({ url, roles, migrations, logger }: MigrationRun): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'parley-migrations' });
  try {
    await client.connect();
    await client.query(`set synchronous_commit = off; select pg_advisory_lock(${MIGRATION_LOCK})`);
    const pending = await findPending(client, [...(await baseMigrations()), ...migrations]);
    if (pending.length === 0) return;
    await client.query(`select set_config('parley.app_role', $1, false), set_config('parley.system_role', $2, false)`, [
      roles.app.name,
      roles.system.name,
    ]);
    for (const migration of pending) {
      await apply(client, migration, roles);
      logger.info({ migration: migration.name, database: client.database }, 'migration applied');
    }
  } catch (error) {
    throw toPostgresError(error);
  } finally {
    await client.end().catch(() => {});
  }
}

async function findPending(client: pg.Client, all: readonly Migration[]): Promise<readonly Migration[]> {
  await client.query(`create table if not exists parley_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from parley_migrations',
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  const known = new Map(all.map((migration) => [migration.name, checksumOf(migration)]));
  for (const [name, checksum] of applied) {
    if (known.get(name) === checksum) continue;
    const what = known.has(name) ? 'was edited after it ran' : 'ran, but is unknown to this version of Parley';
    throw postgresError('migration_changed', `Migration ${name} of database ${client.database} ${what}`, {
      hint: known.has(name)
        ? 'Restore the file and put the change into a new migration.'
        : 'Start the version of Parley that made this database, or a newer one.',
    });
  }
  return all.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.Client, migration: Migration, roles: ServiceRoles): Promise<void> {
  await client.query('BEGIN');
  try {
    if (!migration.asAdministrator) await client.query(`SET LOCAL ROLE ${pg.escapeIdentifier(roles.owner)}`);
    await client.query(migration.sql);
    await client.query('RESET ROLE');
    await assertProtected(client, roles);
    await client.query('insert into parley_migrations (name, checksum) values ($1, $2)', [
      migration.name,
      checksumOf(migration),
    ]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    if (cause instanceof ParleyError) throw cause;
    const { message, position } = cause as Error & { position?: string };
    const line = position === undefined ? '' : ` (line ${migration.sql.slice(0, Number(position)).split('\n').length})`;
    throw postgresError('migration_failed', `Migration ${migration.name}${line}: ${message}`, { cause });
  }
}

/** The last check of each migration: no tenant's table without forced security, no partition that can be read directly. */
async function assertProtected(client: pg.Client, roles: ServiceRoles): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p')
        and ((not c.relispartition and not c.relforcerowsecurity and exists (
                select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
          or (c.relispartition and has_table_privilege($1, c.oid, 'select, insert, update, delete')))`,
    [roles.app.name],
  );
  if (rows.length === 0) return;
  throw postgresError('table_unprotected', `Not protected: ${rows.map((row) => row.name).join(', ')}`, {
    hint: "Add the line  select parley_protect('<table>');  to the migration that creates the table.",
  });
}

function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}
