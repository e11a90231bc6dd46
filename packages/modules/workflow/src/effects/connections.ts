import { credentialName } from '../domain/connection-view.ts';
import type { ConnectionRecord, SecretVault, WorkflowStore } from '../ports.ts';

/** A connection as a call needs it. */
export interface ConnectionAccess {
  readonly connection: ConnectionRecord;
  readonly baseUrl: string;
  readonly bearerToken: string | undefined;
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
    const connections = await store.read(tenantId, (tx) => tx.listConnections());
    const connection = connections.find((candidate) => candidate.documentUrl === documentUrl);
    if (!connection) return undefined;
    const inSandbox = environment === SANDBOX && connection.sandboxUrl !== undefined;
    const bearerToken = connection.hasCredential
      ? await vault.get(tenantId, credentialName(connection.connectionId))
      : undefined;
    return { connection, baseUrl: inSandbox ? connection.sandboxUrl! : connection.liveUrl, bearerToken };
  };
}
