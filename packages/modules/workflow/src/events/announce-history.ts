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

/**
 * The event that other services hear of a history entry; undefined for entries that are the execution's own business.
 * Its id is the entry's, so that announcing twice is announcing once.
 */
export function announceEntry(tenantId: string, entry: HistoryEntry, definition: string): DomainEvent | undefined {
  const context = serviceContext(tenantId, 'workflow');
  const { executionId } = entry;
  const { workflowId, version } = parseDefinitionId(definition);
  const draft = { id: entryId(entry), subject: executionId };
  switch (entry.type) {
    case 'ExecutionStarted': {
      const data = { executionId, workflowId, version, trigger: entry.data.trigger.kind };
      return buildEvent(WorkflowExecutionStarted, context, { ...draft, data }, entry.at);
    }
    case 'ExecutionCompleted': {
      const data = { executionId, workflowId, output: (entry.data.output ?? null) as Json };
      return buildEvent(WorkflowCompleted, context, { ...draft, data }, entry.at);
    }
    case 'ExecutionFaulted': {
      const data = { executionId, workflowId, status: 'faulted' as const, error: entry.data.error };
      return buildEvent(WorkflowFailed, context, { ...draft, data }, entry.at);
    }
    case 'ExecutionCancelled':
      return buildEvent(
        WorkflowFailed,
        context,
        { ...draft, data: { executionId, workflowId, status: 'cancelled' } },
        entry.at,
      );
    default:
      return undefined;
  }
}
