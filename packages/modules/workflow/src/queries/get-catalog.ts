import type { Handler, OperationResult, WorkflowOperations } from '@parley/contracts';
import type { Catalog } from '@parley/dsl';
import type { WorkflowDeps } from '../deps.ts';
import { BUILTIN_FUNCTIONS } from '../domain/builtin-functions.ts';

/** Everything that the tenant's workflows can use. */
export function getCatalog(deps: WorkflowDeps): Handler<WorkflowOperations['getCatalog']> {
  // The catalog's types are the language's own; the contract says the same in the words of the API.
  return async (context) =>
    (await loadCatalog(deps, context.tenantId)) as OperationResult<WorkflowOperations['getCatalog']>;
}

/** The tenant's catalog as the language knows it. */
export async function loadCatalog(deps: Pick<WorkflowDeps, 'store'>, tenantId: string): Promise<Catalog> {
  const connections = await deps.store.read(tenantId, (tx) => tx.listConnections());
  return {
    operations: connections.flatMap((connection) => connection.operations),
    events: connections.flatMap((connection) => connection.events),
    functions: BUILTIN_FUNCTIONS,
  };
}
