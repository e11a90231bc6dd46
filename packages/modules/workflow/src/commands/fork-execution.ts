import type { Handler, WorkflowOperations } from '@parley/contracts';
import { commonError, type TenantContext } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import type { TaskLists } from '../queries/list-tasks.ts';
import { succeedExecution } from './control-execution.ts';

/** Makes an execution that takes over what an ended one recorded before a task, and runs that task anew. */
export function forkExecution(deps: WorkflowDeps, lists: TaskLists): Handler<WorkflowOperations['forkExecution']> {
  return async (context, { params, body, idempotencyKey, signal }) => {
    const { input } = body;
    const at = body.at.startsWith('/') ? body.at : await keyOf(lists, context, params.executionId, body.at);
    const wish = { kind: 'fork' as const, ...params, at, ...(input !== undefined && { input: { value: input } }) };
    return succeedExecution(deps, context, wish, { idempotencyKey, signal });
  };
}

/** The key of the last task of that name. */
async function keyOf(lists: TaskLists, context: TenantContext, executionId: string, name: string): Promise<string> {
  const found = (await lists.get(context, executionId)).findLast((run) => run.name === name);
  if (found) return found.key;
  throw commonError('not_found', `No task "${name}" ran in execution ${executionId}`, {
    hint: 'Take a name or a key from its tasks.',
  });
}
