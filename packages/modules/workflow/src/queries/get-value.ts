import type { Handler, WorkflowOperations } from '@parley/contracts';
import { commonError, type Json } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';

/** A large value that an execution of the tenant's recorded. */
export function getValue(deps: WorkflowDeps): Handler<WorkflowOperations['getValue']> {
  return async ({ tenantId }, { params }) => {
    const { executionId, sha256 } = params;
    const found = await deps.valueIndex.find(tenantId, executionId, sha256);
    if (!found) throw commonError('not_found', `Execution ${executionId} recorded no value ${sha256}`);
    const value = (await deps.values.get(tenantId, sha256)) as Json;
    return { sha256, bytes: found.bytes, mediaType: 'application/json', value };
  };
}
