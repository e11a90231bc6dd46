import { join } from 'node:path';
import {
  agentMigrations,
  conversationMigrations,
  engineMigrations,
  gatewayMigrations,
  type Migration,
  openServiceDatabase,
  platformMigrations,
  type ServiceDatabase,
  startEmbeddedPostgres,
  workflowMigrations,
} from '@parley/adapter-postgres';
import type { Logger } from '@parley/kernel';
import type { Config } from './config.ts';
import type { Progress } from './progress.ts';
import type { Shutdown } from './shutdown.ts';

const MIGRATIONS = {
  gateway: gatewayMigrations,
  conversation: conversationMigrations,
  agent: agentMigrations,
  workflow: async () => [...(await engineMigrations()), ...(await workflowMigrations())],
  platform: platformMigrations,
} satisfies Record<string, () => Promise<Migration[]>>;

/** One database per service. */
export type Databases = Readonly<Record<keyof typeof MIGRATIONS, ServiceDatabase>>;

/** Starts or finds PostgreSQL and opens every service's database, migrated. */
export async function openDatabases(
  config: Config,
  logger: Logger,
  shutdown: Shutdown,
  progress: Progress,
): Promise<Databases> {
  const adminUrl = config.databaseUrl ?? (await startServer(config, logger, shutdown, progress));
  progress('databases');
  const opened = await Promise.all(
    Object.entries(MIGRATIONS).map(async ([service, migrations]) => {
      const name = `${config.databasePrefix}_${service}`;
      const options = { adminUrl, service, database: name, migrations: await migrations(), logger };
      const database = await openServiceDatabase(options);
      return [service, database] as const;
    }),
  );
  shutdown.add('databases', () => Promise.all(opened.map(([, database]) => database.close())));
  return Object.fromEntries(opened) as Databases;
}

async function startServer(config: Config, logger: Logger, shutdown: Shutdown, progress: Progress): Promise<string> {
  progress('database server');
  const dataDir = join(config.home, 'postgres');
  const postgres = await startEmbeddedPostgres({ dataDir, logger });
  shutdown.add('database server', () => postgres.stop());
  return postgres.adminUrl;
}
