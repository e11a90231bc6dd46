import {
  buildEvent,
  type DomainEvent,
  WorkflowCompleted,
  WorkflowExecutionStarted,
  WorkflowFailed,
} from '@parley/contracts';
import { entryId, type HistoryEntry } from '@parley/engine';
import { type Json, serviceContext } from '@parley/kernel';
import { parseDefinitionId } from '../commands/start-execution.ts';
import { referencesOf } from '../values/references.ts';

/**
 * The event that other services hear of a history entry; undefined for entries that are the execution's own business.
 * Its id is the entry's, so that announcing twice is announcing once.
 */
export function announceEntry(tenantId: string, entry: HistoryEntry): DomainEvent | undefined {
  const context = serviceContext(tenantId, 'workflow');
  const { executionId } = entry;
  const identity = { id: entryId(entry), subject: executionId };
  switch (entry.type) {
    case 'ExecutionStarted': {
      const { workflowId, version } = parseDefinitionId(entry.data.definition);
      const data = { executionId, workflowId, version, trigger: entry.data.trigger.kind };
      return buildEvent(WorkflowExecutionStarted, context, { ...identity, data }, entry.at);
    }
    case 'ExecutionCompleted': {
      const { output: outputReference } = referencesOf(entry.data);
      const output = (entry.data.output ?? null) as Json;
      const data = { executionId, output, ...(outputReference && { outputReference }) };
      return buildEvent(WorkflowCompleted, context, { ...identity, data }, entry.at);
    }
    case 'ExecutionFaulted': {
      const data = { executionId, status: 'faulted' as const, error: entry.data.error };
      return buildEvent(WorkflowFailed, context, { ...identity, data }, entry.at);
    }
    case 'ExecutionCancelled': {
      const data = { executionId, status: 'cancelled' as const };
      return buildEvent(WorkflowFailed, context, { ...identity, data }, entry.at);
    }
    default:
      return undefined;
  }
}
