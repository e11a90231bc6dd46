import { createHmac } from 'node:crypto';
import { ParleyError } from '@parley/kernel';
import pg from 'pg';
import { EXTERNAL_DATABASE_HINT, postgresError } from '../errors.ts';
import { isConnectionLoss, toPostgresError } from './pg-errors.ts';

/** A role that can log in. */
interface LoginRole {
  readonly name: string;
  readonly password: string;
}

/**
 * The roles of one service. `owner` owns the tables and cannot log in; `app` works for one tenant at a time; `system`
 * works across tenants. None is a superuser or passes by row-level security.
 */
export interface ServiceRoles {
  readonly owner: string;
  readonly app: LoginRole;
  readonly system: LoginRole;
}

// Serialises what several processes create at the same time on one server.
const PROVISION_LOCK = 7_271_533_018;
const SERVICE_NAME = /^[a-z][a-z0-9_]{0,40}$/;

/** Names of a service's roles, with passwords derived from the administrator's so that all processes agree. */
export function serviceRoles(adminUrl: string, service: string): ServiceRoles {
  if (!SERVICE_NAME.test(service)) throw new RangeError(`Not a service name: ${service}`);
  const secret = decodeURIComponent(new URL(adminUrl).password);
  if (secret === '') {
    throw postgresError('role_secret_missing', 'The database URL has no password', { hint: EXTERNAL_DATABASE_HINT });
  }
  const login = (name: string): LoginRole => ({
    name,
    password: createHmac('sha256', secret).update(name).digest('base64url'),
  });
  return {
    owner: `parley_owner_${service}`,
    app: login(`parley_app_${service}`),
    system: login(`parley_system_${service}`),
  };
}

/** Creates the roles and the database where they are missing; a new database is a copy of `template` where given. */
export async function provision(
  adminUrl: string,
  database: string,
  roles: ServiceRoles,
  template?: string,
): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'parley-provision' });
  try {
    await admin.connect();
    await admin.query(`set synchronous_commit = off; select pg_advisory_lock(${PROVISION_LOCK})`);
    await ensureRoles(admin, roles);
    await ensureDatabase(admin, database, roles, template);
  } catch (error) {
    throw toProvisionError(error, database);
  } finally {
    await admin.end().catch(() => {});
  }
}

function toProvisionError(error: unknown, database: string): Error {
  if (error instanceof ParleyError || isConnectionLoss(error)) return toPostgresError(error);
  const { message } = error as Error;
  return postgresError('provision_failed', `Database ${database} or its roles could not be set up: ${message}`, {
    hint: 'The role in the URL needs the right to create databases and roles (CREATEDB, CREATEROLE) and must be able to log in.',
    cause: error,
  });
}

async function ensureRoles(admin: pg.Client, { owner, app, system }: ServiceRoles): Promise<void> {
  const { rows } = await admin.query<{ rolname: string; unsafe: boolean }>(
    'select rolname, rolsuper or rolbypassrls as unsafe from pg_roles where rolname = any($1)',
    [[owner, app.name, system.name]],
  );
  const unsafe = rows.filter((row) => row.unsafe).map((row) => row.rolname);
  if (unsafe.length > 0) {
    throw postgresError('provision_failed', `Not bound by row-level security: ${unsafe.join(', ')}`, {
      hint: 'Take SUPERUSER and BYPASSRLS from the role; Parley refuses to work without that protection.',
    });
  }
  const existing = new Set(rows.map((row) => row.rolname));
  // Set anew on each start, so that a changed administrator's password takes effect.
  const logins = [app, system].map(({ name, password }) => {
    const verb = existing.has(name) ? 'ALTER' : 'CREATE';
    return `${verb} ROLE ${pg.escapeIdentifier(name)} LOGIN PASSWORD ${pg.escapeLiteral(password)}`;
  });
  await admin.query(logins.join('; '));
  if (existing.has(owner)) return;
  const ownerName = pg.escapeIdentifier(owner);
  await admin.query(`CREATE ROLE ${ownerName} NOLOGIN`);
  // Migrations run as the owner; as a member of the system role it can also fill tables under forced security.
  await admin.query(`GRANT ${ownerName} TO CURRENT_USER`);
  await admin.query(`GRANT ${pg.escapeIdentifier(system.name)} TO ${ownerName}`);
}

async function ensureDatabase(
  admin: pg.Client,
  database: string,
  roles: ServiceRoles,
  template: string | undefined,
): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database]);
  if (rowCount !== 0) return;
  const name = pg.escapeIdentifier(database);
  const from = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
  await admin.query(`CREATE DATABASE ${name} OWNER ${pg.escapeIdentifier(roles.owner)}${from}`);
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  const logins = [roles.app, roles.system].map((role) => pg.escapeIdentifier(role.name)).join(', ');
  await admin.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO ${logins}`);
}
