import { type Append, type ExecutionHead, type HistoryEntry, isTerminal, type Waiting } from '@parley/engine';

/** How a batch changes where one execution stands. */
export interface HeadChange {
  readonly executionId: string;
  readonly tenantId: string;
  status: ExecutionHead['status'];
  /** True when the batch resumed it; otherwise a suspended execution stays suspended. */
  resumed: boolean;
  wakeAt: number | undefined;
  eventTypes: readonly string[];
  /** Executions whose end it waits for. */
  children: readonly string[];
  /** Time of the newest entry in the batch. */
  newestAt: number | undefined;
  /** Set for a new execution. */
  start: { readonly definition: string; readonly at: number } | undefined;
  endedAt: number | undefined;
}

const TERMINAL_STATUS = {
  ExecutionCompleted: 'completed',
  ExecutionFaulted: 'faulted',
  ExecutionCancelled: 'cancelled',
} as const;

const MARKS: ReadonlySet<string> = new Set<HistoryEntry['type']>([
  'ExecutionStarted',
  'ExecutionSuspended',
  'ExecutionResumed',
  'CancelRequested',
]);

/**
 * What the appends of one batch mean for the table of executions, one change per execution. Executions in `running`
 * are known to stand there as running and change only when they stop to be.
 */
export function collectHeadChanges(appends: readonly Append[], running: ReadonlySet<string>): readonly HeadChange[] {
  const changes = new Map<string, HeadChange>();
  for (const append of appends) {
    const { executionId, tenantId, entries, waiting } = append;
    const marks = entries.some(({ type }) => changesStatus(type));
    const known = changes.get(executionId);
    if (!known && !marks && !waiting && running.has(executionId)) continue;
    const change = known ?? newChange(executionId, tenantId);
    changes.set(executionId, change);
    for (const entry of entries) applyEntry(change, entry);
    applyWaiting(change, waiting);
  }
  return [...changes.values()];
}

function newChange(executionId: string, tenantId: string): HeadChange {
  return {
    ...{ executionId, tenantId, status: 'running', resumed: false, eventTypes: [], children: [] },
    ...{ wakeAt: undefined, newestAt: undefined, start: undefined, endedAt: undefined },
  };
}

function changesStatus(type: HistoryEntry['type']): boolean {
  return isTerminal(type) || MARKS.has(type);
}

function applyEntry(change: HeadChange, entry: HistoryEntry): void {
  change.newestAt = entry.at;
  if (entry.type === 'ExecutionStarted') {
    change.start = { definition: entry.data.definition, at: entry.at };
  } else if (entry.type === 'ExecutionSuspended') {
    change.status = 'suspended';
  } else if (entry.type === 'ExecutionResumed' || entry.type === 'CancelRequested') {
    // A cancellation wakes a suspended execution: it has to undo what it did.
    change.status = 'running';
    change.resumed = true;
  } else if (isTerminal(entry.type)) {
    change.status = TERMINAL_STATUS[entry.type];
    change.endedAt = entry.at;
  }
}

function applyWaiting(change: HeadChange, waiting: Waiting | undefined): void {
  const idle = change.endedAt === undefined ? waiting : undefined;
  change.wakeAt = idle?.wakeAt;
  change.eventTypes = idle?.eventTypes ?? [];
  change.children = idle?.children ?? [];
  if (change.status === 'suspended' || change.endedAt !== undefined) return;
  change.status = idle ? 'waiting' : 'running';
}
