import type { Handler, WorkflowOperations } from '@parley/contracts';
import type { TriggerInfo } from '@parley/engine';
import { commonError, deriveId, type Json, type TenantContext } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';

/** Starts an execution by hand. The same `Idempotency-Key` of the same member starts one execution. */
export function startExecution(deps: WorkflowDeps): Handler<WorkflowOperations['startExecution']> {
  return async (context, { body, idempotencyKey }) => {
    const { workflowId } = body;
    const version = await deps.store.read(context.tenantId, async (tx) => {
      const workflow = await tx.findWorkflow(workflowId);
      if (!workflow)
        throw commonError('not_found', `There is no workflow ${workflowId}`, { hint: 'List the workflows.' });
      const wanted = body.version ?? workflow.latestVersion;
      if (!(await tx.findVersion(workflowId, wanted))) {
        throw commonError('not_found', `Workflow "${workflow.name}" has no version ${wanted}`);
      }
      return wanted;
    });
    const executionId = idempotencyKey === undefined ? deps.newId() : await idFromKey(context, idempotencyKey);
    const trigger: TriggerInfo = { kind: 'manual', by: context.actor };
    await runVersion(deps, context.tenantId, { executionId, workflowId, version, input: body.input, trigger });
    const execution = await deps.store.read(context.tenantId, (tx) => tx.findExecution(executionId));
    if (!execution) throw commonError('internal', `Execution ${executionId} was accepted but is not there`);
    return execution;
  };
}

function idFromKey(context: TenantContext, idempotencyKey: string): Promise<string> {
  return deriveId('execution', context.tenantId, context.actor, idempotencyKey);
}

/** What to run and why. */
export interface NewExecution {
  readonly executionId: string;
  readonly workflowId: string;
  readonly version: number;
  readonly input: Json;
  readonly trigger: TriggerInfo;
}

/** Hands an execution to the engine; a second call with the same id changes nothing. */
export async function runVersion(deps: WorkflowDeps, tenantId: string, run: NewExecution): Promise<void> {
  const { executionId, workflowId, version, input, trigger } = run;
  await deps.openExecutions.admit(tenantId);
  await deps.engine.start({ tenantId, executionId, definition: definitionId(workflowId, version), input, trigger });
}

/** How the engine names an immutable definition: `workflowId@version`. */
export function definitionId(workflowId: string, version: number): string {
  return `${workflowId}@${version}`;
}

/** The parts of {@link definitionId}. */
export function parseDefinitionId(definition: string): { readonly workflowId: string; readonly version: number } {
  const at = definition.lastIndexOf('@');
  return { workflowId: definition.slice(0, at), version: Number(definition.slice(at + 1)) };
}
