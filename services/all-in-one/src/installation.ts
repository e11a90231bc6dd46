import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOrCreateKey } from '@parley/adapter-filesystem';
import { loadIssuerState, preloadDevelopmentIssuer } from '@parley/adapter-oidc';
import type { TimeSource } from '@parley/engine';
import type { Logger } from '@parley/kernel';
import type { TenantSettings } from '@parley/module-platform';
import type { Config } from './config.ts';
import { openDatabases } from './databases.ts';
import { prepareEngine } from './engine.ts';
import { startEvents } from './events.ts';
import { startHttp } from './http.ts';
import { createModules } from './modules.ts';
import type { Progress } from './progress.ts';
import { Shutdown } from './shutdown.ts';

/** Credentials of a program that acts for a member. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A running installation. */
export interface Installation {
  readonly url: string;
  /** Credentials of every tenant's owner, by the owner's subject. */
  readonly credentials: Readonly<Record<string, ClientCredentials>>;
  /** Deletes what is past its time now instead of within the hour; gives how much of each kind. */
  deleteExpired(): Promise<Readonly<Record<string, number>>>;
  /** Stops it; executions go on at the next start. */
  stop(): Promise<void>;
}

export interface InstallationOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** Tenants that are to be there; by default one, with the owner {@link OWNER}. */
  readonly tenants?: readonly TenantSettings[];
  readonly onProgress?: Progress;
  /** The engine's clock; tests move it. Default the machine's. */
  readonly time?: TimeSource;
}

export const OWNER = 'owner';
const SESSION_FILE = 'session.json';

/** Starts every service in this process. What was started before a failure is stopped again. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { config, logger, onProgress = () => {} } = options;
  const shutdown = new Shutdown(logger);
  try {
    return await start(options, shutdown, onProgress, config);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function start(
  { logger, tenants, time }: InstallationOptions,
  shutdown: Shutdown,
  progress: Progress,
  config: Config,
): Promise<Installation> {
  // PostgreSQL runs as another user when Parley runs as root, and has to pass through.
  await mkdir(config.home, { recursive: true, mode: 0o711 });
  void preloadDevelopmentIssuer();
  const settings = tenants ?? [defaultTenant(config.timeZone)];
  const subjects = settings.map((tenant) => tenant.owner.subject);
  const databases = await openDatabases(config, logger, shutdown, progress);
  progress('services');
  const masterKey = await readOrCreateKey(join(config.home, 'master.key'));
  const state = await loadIssuerState(join(config.home, 'issuer.json'), subjects);
  let address: string | undefined;
  // Connections name the address that webhooks go to; requests that show them come when it is known.
  const publicUrl = () => config.publicUrl ?? address!;
  const startEngine = await prepareEngine(config, databases.workflow, logger, shutdown);
  const modules = createModules({ config, databases, masterKey, logger, shutdown, time, startEngine, publicUrl });
  for (const tenant of settings) await modules.platform.bootstrapTenant(tenant);
  startEvents(databases, modules.subscriptions, logger, shutdown);
  progress('recovery');
  await modules.engine.recover();
  modules.retention.start();
  shutdown.add('retention', () => modules.retention.stop());
  modules.workflow.scheduler.start();
  modules.workflow.commands.start();
  shutdown.add('commands to executions', () => modules.workflow.commands.stop());
  shutdown.add('scheduler', () => modules.workflow.scheduler.stop());
  const users = settings.map((tenant) => tenant.owner);
  const url = await startHttp(config, databases, modules, { state, users }, logger, shutdown);
  address = url;
  const credentials = Object.fromEntries(
    subjects.map((subject) => [subject, { clientId: subject, clientSecret: state.secrets[subject]! }]),
  );
  await publishSession(config.home, url, credentials[subjects[0]!]!, shutdown);
  progress('ready');
  return { url, credentials, deleteExpired: () => modules.retention.run(), stop: () => shutdown.run() };
}

function defaultTenant(timeZone: string): TenantSettings {
  const owner = { subject: OWNER, name: 'Owner' };
  return { slug: 'main', name: 'My business', timeZone, businessRoles: ['manager'], owner };
}

/** Leaves address and credentials for the command line, for as long as the installation runs. */
async function publishSession(home: string, url: string, owner: ClientCredentials, shutdown: Shutdown): Promise<void> {
  const file = join(home, SESSION_FILE);
  await writeFile(file, JSON.stringify({ url, ...owner }, null, 2), { mode: 0o600 });
  shutdown.add('session file', () => rm(file, { force: true }));
}
