import type { Handler, OperationResult, WorkflowOperations } from '@parley/contracts';
import { waitForChange } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { hasEnded } from '../domain/execution-command.ts';
import { toTimelineEntry } from '../domain/timeline.ts';
import { noExecution } from './get-execution.ts';

type Timeline = OperationResult<WorkflowOperations['getTimeline']>;

/**
 * What was recorded after a sequence number. Does not wait for more once the execution has ended. Whoever is told that it
 * has ended, and that there is no more, has been given its last entry: status and entries are of one moment.
 */
export function getTimeline(deps: WorkflowDeps): Handler<WorkflowOperations['getTimeline']> {
  return async (context, { params, query, signal }) => {
    const { executionId } = params;
    const { after, limit, waitMs } = query;
    const look = async (): Promise<Timeline> => {
      const found = await deps.store.read(context.tenantId, (tx) => tx.timeline(executionId, after, limit + 1));
      if (!found) throw noExecution(executionId);
      const { status, entries } = found;
      return { items: entries.slice(0, limit).map(toTimelineEntry), status, more: entries.length > limit };
    };
    const news = async (): Promise<Timeline | undefined> => {
      const timeline = await look();
      return timeline.items.length > 0 || hasEnded(timeline.status) ? timeline : undefined;
    };
    return (await waitForChange(deps.changes, executionId, waitMs, news, signal)) ?? look();
  };
}
