import type { ConnectionAuth, Handler, WorkflowOperations } from '@parley/contracts';
import { toRfc3339 } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { credentialName, toConnection, webhookSecretName } from '../domain/connection-view.ts';
import { workflowError } from '../errors.ts';
import type { ConnectionRecord } from '../ports.ts';

/** Reads the API document of one of the tenant's systems and keeps what it offers. */
export function createConnection(deps: WorkflowDeps): Handler<WorkflowOperations['createConnection']> {
  return async (context, { body }) => {
    const text = body.document ?? (await deps.importer.fetch(body.documentUrl));
    const api = await deps.importer.parse(body.name, body.documentUrl, text);
    const liveUrl = body.liveUrl ?? api.serverUrl;
    if (liveUrl === undefined) {
      throw workflowError('invalid_api_document', 'The document names no server', { hint: 'Give `liveUrl`.' });
    }
    const auth = body.auth ?? (body.bearerToken === undefined ? undefined : bearer(body.bearerToken));
    const connectionId = deps.newId();
    const documentKey = `${context.tenantId}/documents/${connectionId}`;
    const connection: ConnectionRecord = {
      connectionId,
      name: body.name,
      title: api.title,
      documentUrl: body.documentUrl,
      documentKey,
      liveUrl,
      sandboxUrl: body.sandboxUrl,
      hasCredential: auth !== undefined,
      ...(auth && { auth: auth.kind }),
      operations: api.operations,
      events: api.events,
      createdAt: toRfc3339(deps.clock.now()),
    };
    await deps.objects.put(documentKey, new TextEncoder().encode(text));
    if (auth) await deps.vault.put(context.tenantId, credentialName(connectionId), JSON.stringify(auth));
    if (body.webhookSecret !== undefined) {
      await deps.vault.put(context.tenantId, webhookSecretName(connectionId), body.webhookSecret);
    }
    await deps.store.transaction(context.tenantId, async (tx) => {
      if (await tx.findConnectionByName(body.name)) {
        throw workflowError('name_taken', `There is a connection "${body.name}" already`, {
          hint: 'Choose another name.',
        });
      }
      await tx.insertConnection(connection);
    });
    return toConnection(connection, deps.publicUrl());
  };
}

function bearer(token: string): ConnectionAuth {
  return { kind: 'bearer', token };
}
