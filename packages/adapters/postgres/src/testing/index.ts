import { createHash, randomBytes } from 'node:crypto';
import { silentLogger } from '@parley/kernel';
import pg from 'pg';
import type { Migration } from '../database/migrations.ts';
import { provision, serviceRoles } from '../database/provision.ts';
import { connectServiceDatabase, openServiceDatabase, type ServiceDatabase } from '../database/service-database.ts';
import { testServerUrl } from './server.ts';

export { testServerUrl } from './server.ts';

export interface TestDatabaseOptions {
  /** Name of the service. Default `test`. */
  readonly service?: string;
  /** The service's migrations. Default none: only what every database has. */
  readonly migrations?: readonly Migration[];
  /** Default 5. */
  readonly maxConnections?: number;
}

/** A database of one test file, empty but for its schema. */
export interface TestDatabase {
  readonly database: ServiceDatabase;
  /** The administrator's URL of the server. */
  readonly adminUrl: string;
  /** The administrator's URL of this database, for looking behind the scenes. */
  readonly url: string;
  /** Closes and drops the database; call it when the tests are done. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 7_271_533_020;

/**
 * A fresh database on the test run's own PostgreSQL, which the first call starts. The schema is migrated once per run
 * and copied from then on.
 */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { service = 'test', migrations = [], maxConnections = 5 } = options;
  const adminUrl = await testServerUrl();
  const template = await ensureTemplate(adminUrl, service, migrations);
  const name = `test_${service}_${randomBytes(6).toString('hex')}`;
  const roles = serviceRoles(adminUrl, service);
  await provision(adminUrl, name, roles, template);
  const database = connectServiceDatabase({
    ...{ adminUrl, service, database: name, roles, maxConnections },
    logger: silentLogger,
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    database,
    adminUrl,
    url: url.href,
    async drop() {
      await database.close();
      await withAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

async function ensureTemplate(adminUrl: string, service: string, migrations: readonly Migration[]): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12);
  const name = `template_${service}_${digest}`;
  await withAdmin(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return;
    try {
      await (await openServiceDatabase({ adminUrl, service, migrations, database: name })).close();
    } catch (error) {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      throw error;
    }
  });
  return name;
}

async function withAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'parley-test' });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
