import type { Handler, OperationResult, WorkflowOperations } from '@parley/contracts';
import { waitForChange } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { toTimelineEntry } from '../domain/timeline.ts';
import { requireExecution } from './get-execution.ts';

type Timeline = OperationResult<WorkflowOperations['getTimeline']>;

const ENDED = new Set(['completed', 'faulted', 'cancelled']);

/**
 * What happened after a sequence number. Does not wait for more once the execution has ended. The status is read before
 * the entries: whoever is told that it has ended has been given its last entry.
 */
export function getTimeline(deps: WorkflowDeps): Handler<WorkflowOperations['getTimeline']> {
  return async (context, { params, query, signal }) => {
    const { executionId } = params;
    const look = async (): Promise<Timeline> => {
      const { status } = await requireExecution(deps, context, executionId);
      const history = await deps.engine.history(context.tenantId, executionId);
      return { items: history.filter((entry) => entry.seq > query.after).map(toTimelineEntry), status };
    };
    const news = async (): Promise<Timeline | undefined> => {
      const timeline = await look();
      return timeline.items.length > 0 || ENDED.has(timeline.status) ? timeline : undefined;
    };
    return (await waitForChange(deps.changes, executionId, query.waitMs, news, signal)) ?? look();
  };
}
