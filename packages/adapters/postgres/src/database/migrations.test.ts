import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServerUrl } from '../testing/index.ts';
import { baseMigrations, type Migration, readMigrations } from './migrations.ts';
import { openServiceDatabase, type ServiceDatabase } from './service-database.ts';

const CREATE: Migration = {
  name: 'm/0001',
  sql: `create table items (tenant_id uuid not null, id int, primary key (tenant_id, id)); select parley_protect('items');`,
};
const ADD: Migration = { name: 'm/0002', sql: 'alter table items add column title text;' };
const databases: string[] = [];
let adminUrl: string;

function name(): string {
  const database = `migrations_${randomBytes(6).toString('hex')}`;
  databases.push(database);
  return database;
}

const open = (database: string, migrations: readonly Migration[]): Promise<ServiceDatabase> =>
  openServiceDatabase({ adminUrl, service: 'migrating', database, migrations });

async function migrate(database: string, migrations: readonly Migration[]): Promise<void> {
  await (await open(database, migrations)).close();
}

async function admin<T>(database: string, sql: string): Promise<T[]> {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat() as T[];
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  adminUrl = await testServerUrl();
});
afterAll(async () => {
  for (const database of databases) await admin('postgres', `drop database if exists ${database} with (force)`);
});

describe('migrations', () => {
  it('run once, in order, and only what is new', async () => {
    const database = name();
    await migrate(database, [CREATE]);
    await migrate(database, [CREATE, ADD]);
    await migrate(database, [CREATE, ADD]);
    const base = (await baseMigrations()).map((migration) => migration.name);
    expect(await admin(database, 'select name from parley_migrations order by applied_at, name')).toEqual([
      ...base,
      'm/0001',
      'm/0002',
    ]);
  });

  it('run once when several processes open the same new database at the same time', async () => {
    const database = name();
    await Promise.all(Array.from({ length: 4 }, () => migrate(database, [CREATE, ADD])));
    expect(await admin(database, `select count(*)::int from parley_migrations where name like 'm/%'`)).toEqual([2]);
  });

  it('leave nothing behind when one fails, and say which and where', async () => {
    const database = name();
    const broken = { name: 'm/0002', sql: 'create table half (id int);\nselect nonsense;' };
    await expect(migrate(database, [CREATE, broken])).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringMatching(/m\/0002 \(line 2\).*nonsense/),
    });
    expect(await admin(database, `select to_regclass('half')`)).toEqual([null]);
    await migrate(database, [CREATE, ADD]);
  });

  it('refuse a database whose past was edited or is unknown', async () => {
    const database = name();
    await migrate(database, [CREATE, ADD]);
    const edited = { ...ADD, sql: `${ADD.sql} -- changed` };
    await expect(migrate(database, [CREATE, edited])).rejects.toMatchObject({ code: 'migration_changed' });
    await expect(migrate(database, [CREATE])).rejects.toMatchObject({ code: 'migration_changed' });
  });

  it('refuse a table with tenants’ rows that was left unprotected', async () => {
    const forgotten = { name: 'm/0001', sql: 'create table forgotten (tenant_id uuid not null);' };
    const database = name();
    await expect(migrate(database, [forgotten])).rejects.toMatchObject({
      code: 'table_unprotected',
      message: expect.stringContaining('forgotten'),
    });
    expect(await admin(database, `select to_regclass('forgotten')`)).toEqual([null]);
  });

  it('refuse a partition that can be read around its parent', async () => {
    const open = {
      name: 'm/0001',
      sql: `create table parted (tenant_id uuid not null) partition by hash (tenant_id);
            create table parted_0 partition of parted for values with (modulus 1, remainder 0);
            select parley_protect('parted');
            grant select on parted_0 to parley_app_migrating;`,
    };
    await expect(migrate(name(), [open])).rejects.toMatchObject({
      code: 'table_unprotected',
      message: expect.stringContaining('parted_0'),
    });
  });

  it('refuse to protect a table without a tenant', async () => {
    const untenanted = { name: 'm/0001', sql: `create table loose (id int); select parley_protect('loose');` };
    await expect(migrate(name(), [untenanted])).rejects.toMatchObject({
      message: expect.stringContaining('tenant_id'),
    });
  });

  it('give roles that are no superusers, pass by no security and own nothing', async () => {
    const database = name();
    await migrate(database, [CREATE]);
    const flags = await admin(
      database,
      `select bool_or(rolsuper or rolbypassrls or rolcreatedb or rolcreaterole) from pg_roles where rolname like 'parley_%_migrating'`,
    );
    expect(flags).toEqual([false]);
    expect(await admin(database, `select tableowner from pg_tables where tablename = 'items'`)).toEqual([
      'parley_owner_migrating',
    ]);
  });

  it('let a full-text search use its index under row-level security', async () => {
    const database = name();
    const search = {
      name: 'm/0001',
      sql: `create table docs (tenant_id uuid not null, words tsvector not null);
            create index docs_words on docs using gin (tenant_id, words);
            select parley_protect('docs');`,
    };
    const service = await open(database, [search]);
    const tenantId = '00000000-0000-7000-8000-000000000001';
    const plan = await service.read(tenantId, async (tx) => {
      await tx.query('set local enable_seqscan = off');
      return tx.query(
        `explain select * from docs where tenant_id = '${tenantId}' and words @@ to_tsquery('simple', 'pizza')`,
      );
    });
    await service.close();
    expect(JSON.stringify(plan)).toMatch(/Index Cond: .*words @@/);
  });

  it('run for an administrator who is no superuser, as on a managed PostgreSQL', async () => {
    await admin('postgres', `create role manager login createdb createrole password 'manager'`);
    const url = new URL(adminUrl);
    url.username = 'manager';
    url.password = 'manager';
    const database = name();
    const options = { adminUrl: url.href, service: 'managed', database, migrations: [CREATE] };
    await (await openServiceDatabase(options)).close();
    const service = await openServiceDatabase({ ...options, migrations: [CREATE, ADD] });
    const tenantId = '00000000-0000-7000-8000-000000000001';
    const insert = () => service.tenant(tenantId, (tx) => tx.execute('insert into items values ($1, 1)', [tenantId]));
    expect(await insert()).toBe(1);
    await service.close();
  });

  it('are refused with roles that pass by row-level security', async () => {
    await admin('postgres', 'create role parley_app_lax bypassrls');
    const lax = openServiceDatabase({ adminUrl, service: 'lax', database: name(), migrations: [] });
    await expect(lax).rejects.toMatchObject({ code: 'provision_failed', message: expect.stringContaining('_lax') });
  });

  it('are read from a directory in the order of their names', async () => {
    const names = (await readMigrations(new URL('./migrations/', import.meta.url), 'x/')).map(({ name }) => name);
    expect(names[0]).toBe('x/0000_extensions.admin');
    expect(names).toEqual([...names].sort());
  });
});
