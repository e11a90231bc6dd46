import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '@parley/contracts';
import { API_NAMES, type ApiName, type Sandbox } from '@parley/example-restaurant';
import { commonError } from '@parley/kernel';
import type { ParleyClient } from '../session.ts';

const SECRETS_FILE = 'demo.json';

/**
 * Connects the restaurant's five systems, as a person would: by the addresses of their API documents, an API key and a
 * webhook secret each. What is connected already is left as it is; the sandbox learns where to send its events.
 */
export async function connectRestaurant(client: ParleyClient, sandbox: Sandbox, home: string): Promise<Connection[]> {
  const secrets = await readSecrets(home);
  const { items } = await client.listConnections({ query: {} });
  const connections: Connection[] = [];
  for (const api of API_NAMES) {
    const known = items.find((connection) => connection.name === api);
    if (known && known.documentUrl !== sandbox.documentUrl(api)) throw connectedElsewhere(known);
    const connection = known ?? (await connect(client, sandbox, api, secrets[api]));
    sandbox.setWebhookTarget(api, { url: connection.webhookUrl, secret: secrets[api] });
    connections.push(connection);
  }
  await client.putNotificationChannel({
    params: { channel: 'chat' },
    body: { webhookUrl: `${sandbox.url}/inbox/chat` },
  });
  return connections;
}

function connectedElsewhere({ name, documentUrl }: Connection): Error {
  const { port } = new URL(documentUrl);
  return commonError('conflict', `"${name}" is connected to a restaurant on port ${port} already`, {
    hint: `Use --sandbox-port ${port}, or another data directory with --home.`,
  });
}

function connect(client: ParleyClient, sandbox: Sandbox, api: ApiName, webhookSecret: string): Promise<Connection> {
  return client.createConnection({
    idempotencyKey: `demo-${api}-${sandbox.documentUrl(api)}`,
    body: {
      name: api,
      documentUrl: sandbox.documentUrl(api),
      bearerToken: sandbox.apiKeys[api],
      webhookSecret,
    },
  });
}

async function readSecrets(home: string): Promise<Record<ApiName, string>> {
  const file = join(home, SECRETS_FILE);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<ApiName, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const fresh = API_NAMES.map((api) => [api, `whsec_${randomBytes(24).toString('base64')}`]);
  const secrets = Object.fromEntries(fresh) as Record<ApiName, string>;
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
