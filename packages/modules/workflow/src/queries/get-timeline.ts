import type { Handler, TimelineEntry, WorkflowOperations } from '@parley/contracts';
import { waitForChange } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { toTimelineEntry } from '../domain/timeline.ts';
import { requireExecution } from './get-execution.ts';

const ENDED = new Set(['completed', 'faulted', 'cancelled']);

/** What happened after a sequence number. Does not wait for more once the execution has ended. */
export function getTimeline(deps: WorkflowDeps): Handler<WorkflowOperations['getTimeline']> {
  return async (context, { params, query, signal }) => {
    const { executionId } = params;
    await requireExecution(deps, context, executionId);
    const read = async (): Promise<TimelineEntry[] | undefined> => {
      const history = await deps.engine.history(context.tenantId, executionId);
      const news = history.filter((entry) => entry.seq > query.after).map(toTimelineEntry);
      return news.length > 0 || (await hasEnded(deps, context, executionId)) ? news : undefined;
    };
    const items = await waitForChange(deps.changes, executionId, query.waitMs, read, signal);
    const { status } = await requireExecution(deps, context, executionId);
    return { items: items ?? [], status };
  };
}

async function hasEnded(...args: Parameters<typeof requireExecution>): Promise<boolean> {
  return ENDED.has((await requireExecution(...args)).status);
}
