import type { Connection } from '@parley/contracts';
import type { ConnectionRecord } from '../ports.ts';

/** The connection as the API shows it: no schemas, no credentials. */
export function toConnection(record: ConnectionRecord, publicUrl: string): Connection {
  return {
    connectionId: record.connectionId,
    name: record.name,
    title: record.title,
    documentUrl: record.documentUrl,
    liveUrl: record.liveUrl,
    ...(record.sandboxUrl !== undefined && { sandboxUrl: record.sandboxUrl }),
    hasCredential: record.hasCredential,
    ...(record.auth && { auth: record.auth }),
    webhookUrl: `${publicUrl}/v1/webhooks/${record.connectionId}`,
    operationCount: record.operations.length,
    eventCount: record.events.length,
    createdAt: record.createdAt,
  };
}

/** Names under which a connection's secrets are kept. */
export const credentialName = (connectionId: string): string => `connection/${connectionId}/auth`;
/** A bare bearer token, from before there were other kinds. */
export const bearerName = (connectionId: string): string => `connection/${connectionId}/bearer`;
export const webhookSecretName = (connectionId: string): string => `connection/${connectionId}/webhook`;
