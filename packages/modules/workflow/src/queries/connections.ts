import type { Handler, WorkflowOperations } from '@parley/contracts';
import { commonError } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { toConnection } from '../domain/connection-view.ts';

/** The tenant's connections by name, all on one page: a tenant has tens of them. */
export function listConnections(deps: WorkflowDeps): Handler<WorkflowOperations['listConnections']> {
  return async (context) => {
    const connections = await deps.store.read(context.tenantId, (tx) => tx.listConnections());
    return { items: connections.map((connection) => toConnection(connection, deps.publicUrl())) };
  };
}

/** One connection. */
export function getConnection(deps: WorkflowDeps): Handler<WorkflowOperations['getConnection']> {
  return async (context, { params }) => {
    const found = await deps.store.read(context.tenantId, (tx) => tx.findConnection(params.connectionId));
    if (!found) throw commonError('not_found', `There is no connection ${params.connectionId}`);
    return toConnection(found, deps.publicUrl());
  };
}
