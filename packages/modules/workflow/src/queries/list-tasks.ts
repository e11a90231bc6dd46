import type { Handler, TaskRun, WorkflowOperations } from '@parley/contracts';
import { compileWorkflow, type HistoryEntry, replayTimeline } from '@parley/engine';
import { commonError, type TenantContext } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { TaskRuns } from '../domain/task-runs.ts';
import { requireExecution } from './get-execution.ts';

/** Executions whose tasks are remembered, so that reading page after page replays once. */
const REMEMBERED = 32;
const HISTORY_PAGE = 5_000;

interface Remembered {
  readonly version: string;
  readonly tasks: Promise<readonly TaskRun[]>;
}

/** Every task of an execution, found by replaying its history. */
export class TaskLists {
  readonly #deps: WorkflowDeps;
  readonly #remembered = new Map<string, Remembered>();

  constructor(deps: WorkflowDeps) {
    this.#deps = deps;
  }

  /** In the order in which they began. `executionId` is one of the tenant's. */
  async get(context: TenantContext, executionId: string): Promise<readonly TaskRun[]> {
    const { tenantId } = context;
    const { status } = await requireExecution(this.#deps, context, executionId);
    const newest = await this.#deps.store.read(tenantId, (tx) => tx.lastSequence(executionId));
    const version = `${newest} ${status}`;
    const known = this.#remembered.get(executionId);
    this.#remembered.delete(executionId);
    const current = known?.version === version ? known : { version, tasks: this.#replay(context, executionId) };
    this.#remembered.set(executionId, current);
    if (current !== known) current.tasks.catch(() => this.#remembered.delete(executionId));
    if (this.#remembered.size > REMEMBERED) this.#remembered.delete(this.#remembered.keys().next().value!);
    return current.tasks;
  }

  async #replay(context: TenantContext, executionId: string): Promise<readonly TaskRun[]> {
    const { store, values } = this.#deps;
    const { tenantId } = context;
    const { workflowId, version, status } = await requireExecution(this.#deps, context, executionId);
    const found = await store.read(tenantId, (tx) => tx.findVersion(workflowId, version));
    if (!found) throw commonError('not_found', `The workflow of execution ${executionId} is gone`);
    const history = await values.load(tenantId, await this.#history(tenantId, executionId));
    const runs = new TaskRuns();
    await replayTimeline(history, compileWorkflow(found.definition), runs.observe);
    return runs.finish(history, found.definition, status);
  }

  async #history(tenantId: string, executionId: string): Promise<readonly HistoryEntry[]> {
    const history: HistoryEntry[] = [];
    for (;;) {
      const after = history.length;
      const page = await this.#deps.store.read(tenantId, (tx) => tx.history(executionId, after, HISTORY_PAGE));
      for (const entry of page) history.push(entry);
      if (page.length < HISTORY_PAGE) return history;
    }
  }
}

/** A page of an execution's tasks; the cursor counts those before it. */
export function listTasks(deps: WorkflowDeps, lists: TaskLists): Handler<WorkflowOperations['listTasks']> {
  return async (context, { params, query }) => {
    const { status } = await requireExecution(deps, context, params.executionId);
    const tasks = await lists.get(context, params.executionId);
    const from = query.cursor === undefined ? 0 : Number.parseInt(query.cursor, 10) || 0;
    const end = from + query.limit;
    const items = tasks.slice(from, end);
    return { items, status, total: tasks.length, ...(end < tasks.length && { nextCursor: String(end) }) };
  };
}
