import {
  type Append,
  type ExecutionHead,
  type HistoryEntry,
  isTerminal,
  TERMINAL_TYPES,
  type Waiting,
} from '@parley/engine';

/** How a batch changes where one execution stands. */
export interface HeadChange {
  readonly executionId: string;
  readonly tenantId: string;
  /** True when the table has it as running, and so without listeners. */
  readonly wasRunning: boolean;
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
  ...TERMINAL_TYPES,
]);

/**
 * What the appends of one batch mean for the table of executions, one change per execution. Executions in `running`
 * are known to stand there as running and change only when they stop to be.
 */
export function collectHeadChanges(appends: readonly Append[], running: ReadonlySet<string>): readonly HeadChange[] {
  const changes = new Map<string, HeadChange>();
  for (const append of appends) {
    const { executionId, tenantId, entries, waiting } = append;
    let change = changes.get(executionId);
    if (!change) {
      const wasRunning = running.has(executionId);
      if (!waiting && wasRunning && !marksStatus(entries)) continue;
      change = newChange(executionId, tenantId, wasRunning);
      changes.set(executionId, change);
    }
    for (const entry of entries) applyEntry(change, entry);
    applyWaiting(change, waiting);
  }
  return [...changes.values()];
}

function marksStatus(entries: readonly HistoryEntry[]): boolean {
  for (const { type } of entries) if (MARKS.has(type)) return true;
  return false;
}

function newChange(executionId: string, tenantId: string, wasRunning: boolean): HeadChange {
  return {
    executionId,
    tenantId,
    wasRunning,
    status: 'running',
    resumed: false,
    wakeAt: undefined,
    eventTypes: [],
    children: [],
    newestAt: undefined,
    start: undefined,
    endedAt: undefined,
  };
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
