import type { ConnectionAuth } from '@parley/contracts';
import type { ResolvedAuthentication } from '@parley/engine';
import { toAuthentication } from '../domain/connection-auth.ts';
import { bearerName, credentialName } from '../domain/connection-view.ts';
import type { ConnectionRecord, SecretVault, WorkflowStore } from '../ports.ts';

/** A connection as a call needs it. */
export interface ConnectionAccess {
  readonly connection: ConnectionRecord;
  readonly baseUrl: string;
  readonly authentication: ResolvedAuthentication | undefined;
}

/** Finds the connection that owns an API document, with its address and credential in an environment. */
export type ConnectionLookup = (
  tenantId: string,
  documentUrl: string,
  environment: string,
) => Promise<ConnectionAccess | undefined>;

const SANDBOX = 'sandbox';

/** Looks connections up in the store and credentials in the vault. */
export function createConnectionLookup(store: WorkflowStore, vault: SecretVault): ConnectionLookup {
  return async (tenantId, documentUrl, environment) => {
    const connection = await store.read(tenantId, (tx) => tx.findConnectionByDocument(documentUrl));
    if (!connection) return undefined;
    const inSandbox = environment === SANDBOX && connection.sandboxUrl !== undefined;
    const authentication = connection.hasCredential ? await readAuthentication(vault, tenantId, connection) : undefined;
    return { connection, baseUrl: inSandbox ? connection.sandboxUrl! : connection.liveUrl, authentication };
  };
}

async function readAuthentication(
  vault: SecretVault,
  tenantId: string,
  { auth, connectionId }: ConnectionRecord,
): Promise<ResolvedAuthentication | undefined> {
  if (auth === undefined) {
    const token = await vault.get(tenantId, bearerName(connectionId));
    return token === undefined ? undefined : { bearer: { token } };
  }
  const kept = await vault.get(tenantId, credentialName(connectionId));
  const credential = kept === undefined ? null : (JSON.parse(kept) as ConnectionAuth | null);
  return credential === null ? undefined : toAuthentication(credential);
}
