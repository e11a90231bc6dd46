import type { Catalog, Operation } from '../catalog.ts';
import type { CallOpenApi, CallTask } from '../model/calls.ts';
import { CALL_PROTOCOLS } from '../model/calls.ts';
import { taskKind } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { Contracts } from '../types/contracts.ts';
import { uriOf } from './hosts.ts';

/** The operation of a document that the catalog knows. */
export function findOperation(catalog: Catalog, documentUrl: string, operationId: string): Operation | undefined {
  return Contracts.of(catalog).document(documentUrl).get(operationId)?.operation;
}

/** The OpenAPI call that a call comes down to: itself, or the function of `use.functions` that it names. */
export function openApiCall(task: CallTask, workflow: Workflow): CallOpenApi | undefined {
  if (task.call === 'openapi') return task as CallOpenApi;
  if ((CALL_PROTOCOLS as readonly string[]).includes(task.call)) return undefined;
  const functions = workflow.use?.functions;
  const target = functions && Object.hasOwn(functions, task.call) ? functions[task.call] : undefined;
  return target && taskKind(target) === 'call' && (target as CallTask).call === 'openapi'
    ? (target as CallOpenApi)
    : undefined;
}

/** The operation a call makes, when the catalog knows it. */
export function operationOf(task: CallTask, workflow: Workflow, catalog: Catalog): Operation | undefined {
  const call = openApiCall(task, workflow);
  return call && findOperation(catalog, uriOf(call.with.document.endpoint), call.with.operationId);
}
