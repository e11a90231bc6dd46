import { readFile } from 'node:fs/promises';
import type { Connection, ConnectionAuth } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import { defineCommand } from 'citty';
import { readCliConfig } from '../config.ts';
import { renderTable } from '../render/table.ts';
import { openSession, type ParleyClient } from '../session.ts';

/** `parley connections`: the systems that workflows can use. */
export const connectionsCommand = defineCommand({
  meta: { name: 'connections', description: 'List the connected systems' },
  args: { json: { type: 'boolean', description: 'Print JSON', default: false } },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const { items } = await client.listConnections({ query: {} });
    if (args.json) process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    else if (items.length === 0) process.stdout.write('Nothing is connected. Use "parley connect NAME URL".\n');
    else
      process.stdout.write(
        `${renderTable(['Name', 'Title', 'Calls go to', 'Credential', 'Operations'], items.map(toRow))}\n`,
      );
  },
});

function toRow({ name, title, liveUrl, hasCredential, auth, operationCount }: Connection) {
  return [name, title, liveUrl, hasCredential ? (auth ?? 'bearer') : 'none', operationCount];
}

/** `parley connect NAME [URL]`: connects a system, or changes the connection of that name. */
export const connectCommand = defineCommand({
  meta: { name: 'connect', description: 'Connect a system by its API document, or change a connection' },
  args: {
    name: { type: 'positional', description: 'Name of the connection', required: true },
    document: { type: 'positional', description: 'Address of the API document, for a new connection', required: false },
    rename: { type: 'string', description: 'New name' },
    refresh: { type: 'boolean', description: 'Read the API document again', default: false },
    url: { type: 'string', description: 'Where calls go instead of the document’s server' },
    auth: {
      type: 'string',
      description: 'File with the credential as JSON, or - for the standard input; none removes it',
    },
  },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const auth = await readAuth(args.auth);
    const known = (await client.listConnections({ query: {} })).items.find(({ name }) => name === args.name);
    const url = args.url === undefined ? {} : { liveUrl: args.url };
    if (known) {
      const name = args.rename === undefined ? {} : { name: args.rename };
      const body = { refresh: args.refresh, ...name, ...url, ...(auth !== undefined && { auth }) };
      return change(client, known.connectionId, body);
    }
    if (args.document === undefined) {
      throw commonError('not_found', `There is no connection "${args.name}"`, {
        hint: 'Give the address of its API document to make one.',
      });
    }
    const body = { name: args.name, documentUrl: args.document, ...url, ...(auth && { auth }) };
    const connection = await client.createConnection({ body });
    process.stdout.write(`${connection.title}: ${connection.operationCount} operations\n`);
  },
});

async function change(
  client: ParleyClient,
  connectionId: string,
  body: Parameters<ParleyClient['updateConnection']>[0]['body'],
): Promise<void> {
  const { connection, broken } = await client.updateConnection({ params: { connectionId }, body });
  process.stdout.write(`${connection.name}: ${connection.operationCount} operations\n`);
  for (const { name, version, breaks } of broken) {
    process.stdout.write(`${name} v${version} no longer fits:\n`);
    for (const { pointer, message } of breaks) process.stdout.write(`  ${pointer}: ${message}\n`);
  }
  if (broken.length > 0) process.exitCode = 1;
}

/** A credential from a file, so that it stands neither in the history of the shell nor in the list of processes. */
async function readAuth(file: string | undefined): Promise<ConnectionAuth | null | undefined> {
  if (file === undefined) return undefined;
  if (file === 'none') return null;
  const text = await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  try {
    return JSON.parse(text) as ConnectionAuth;
  } catch (cause) {
    throw commonError('malformed_json', `${file} is not JSON: ${(cause as Error).message}`, {
      hint: 'For example {"kind": "bearer", "token": "..."}.',
    });
  }
}
