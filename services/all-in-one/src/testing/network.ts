import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTokenSource } from '@parley/adapter-oidc';
import { testServerUrl } from '@parley/adapter-postgres/testing';
import {
  agentOperations,
  conversationOperations,
  createUserClient,
  platformOperations,
  type UserClient,
  workflowOperations,
} from '@parley/contracts';
import { API_NAMES, type Sandbox, startSandbox } from '@parley/example-restaurant';
import { silentLogger } from '@parley/kernel';
import type { TenantSettings } from '@parley/module-platform';
import { type Config, readConfig } from '../config.ts';
import { type Installation, startInstallation } from '../installation.ts';
import { SkippableTime } from './skippable-time.ts';

const operations = { ...conversationOperations, ...workflowOperations, ...platformOperations, ...agentOperations };

/** Every operation of the API, as one person. */
export type PersonClient = UserClient<typeof operations>;

/** A tenant with its owner's client and a way to get raw tokens. */
export interface Tenant {
  readonly slug: string;
  readonly client: PersonClient;
  token(): Promise<string>;
}

export interface NetworkOptions {
  /** Slugs of the tenants; default one, `main`. */
  readonly tenants?: readonly string[];
  /** What outgoing calls may reach besides the restaurant. */
  readonly egressAllow?: readonly string[];
  /** Settings other than the defaults. */
  readonly settings?: Partial<Config>;
}

/** An installation, its tenants and the restaurant they are connected to, all on this machine. */
export interface Network {
  readonly url: string;
  /** The installation's data directory. */
  readonly home: string;
  readonly sandbox: Sandbox;
  /** The engine's clock. */
  readonly time: SkippableTime;
  readonly tenants: readonly Tenant[];
  /** Connects a tenant to the restaurant's five systems and a notification channel. */
  connectRestaurant(tenant: Tenant): Promise<void>;
  /** Stops the installation and starts it again on the same data. */
  restart(): Promise<void>;
  /** Deletes what is past its time, by the engine's clock. */
  deleteExpired(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

const BUSINESS_ROLES = ['manager', 'buyer', 'shift lead', 'owner'];
const PREFIX_BYTES = 6;

/** Starts the whole network in this process, on databases of its own in the test run's PostgreSQL. */
export async function startNetwork({
  tenants: slugs = ['main'],
  egressAllow = [],
  settings = {},
}: NetworkOptions = {}): Promise<Network> {
  const home = await mkdtemp(join(tmpdir(), 'parley-network-'));
  const sandbox = await startSandbox({ webhookRetryDelaysMs: [50, 100, 200, 500, 1000] });
  const owners = slugs.map(tenantSettings);
  const time = new SkippableTime();
  const start = await starter(home, [new URL(sandbox.url).host, ...egressAllow], owners, time, settings);
  let installation = await start(0);
  const port = Number(new URL(installation.url).port);
  return {
    url: installation.url,
    home,
    sandbox,
    time,
    tenants: owners.map((tenant) => openTenant(installation, tenant)),
    connectRestaurant: (tenant) => connectRestaurant(tenant.client, sandbox),
    async restart() {
      await installation.stop();
      installation = await start(port);
    },
    deleteExpired: () => installation.deleteExpired(),
    async stop() {
      await installation.stop();
      await sandbox.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function starter(
  home: string,
  egressAllow: readonly string[],
  tenants: readonly TenantSettings[],
  time: SkippableTime,
  settings: Partial<Config>,
) {
  const databaseUrl = await testServerUrl();
  const databasePrefix = `net_${randomBytes(PREFIX_BYTES).toString('hex')}`;
  return (port: number): Promise<Installation> =>
    startInstallation({
      config: {
        ...readConfig({}),
        ...settings,
        home,
        host: '127.0.0.1',
        port,
        databaseUrl,
        databasePrefix,
        egressAllow,
        logLevel: 'silent',
        timeZone: 'UTC',
      },
      logger: silentLogger,
      tenants,
      time,
    });
}

function tenantSettings(slug: string): TenantSettings {
  const owner = { subject: `${slug}-owner`, name: `Owner of ${slug}` };
  return { slug, name: slug, timeZone: 'UTC', businessRoles: BUSINESS_ROLES, owner };
}

function openTenant(installation: Installation, { slug, owner }: TenantSettings): Tenant {
  const token = createTokenSource({ issuer: `${installation.url}/oidc`, ...installation.credentials[owner.subject]! });
  return { slug, token, client: createUserClient(operations, { baseUrl: installation.url, token }) };
}

async function connectRestaurant(client: PersonClient, sandbox: Sandbox): Promise<void> {
  for (const api of API_NAMES) {
    const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`;
    const connection = await client.createConnection({
      body: { name: api, documentUrl: sandbox.documentUrl(api), bearerToken: sandbox.apiKeys[api], webhookSecret },
    });
    sandbox.setWebhookTarget(api, { url: connection.webhookUrl, secret: webhookSecret });
  }
  await client.putNotificationChannel({
    params: { channel: 'chat' },
    body: { webhookUrl: `${sandbox.url}/inbox/chat` },
  });
}
