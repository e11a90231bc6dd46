import { toRfc3339 } from '@parley/kernel';
import type { CloudEvent } from './durable.ts';
import { entryId, type HistoryEntry, type HistoryType } from './history.ts';
import type { TaskEvent, TaskEventType } from './interpret/observer.ts';

/** What the events of one execution have in common. */
export interface LifecycleContext {
  /** `name.namespace:version` of the workflow's definition, as the specification writes it. */
  readonly definition: { readonly namespace: string; readonly name: string; readonly version: string };
  /** The CloudEvents source: the address of the installation. */
  readonly source: string;
}

const PREFIX = 'io.serverlessworkflow';

const WORKFLOW_EVENTS: Partial<Readonly<Record<HistoryType, string>>> = {
  ExecutionStarted: 'started',
  ExecutionSuspended: 'suspended',
  ExecutionResumed: 'resumed',
  ExecutionCompleted: 'completed',
  ExecutionFaulted: 'faulted',
  ExecutionCancelled: 'cancelled',
};

const TASK_EVENTS: Partial<Readonly<Record<TaskEventType, string>>> = {
  started: 'started',
  completed: 'completed',
  faulted: 'faulted',
  cancelled: 'cancelled',
  retried: 'retried',
};

/**
 * The specification's lifecycle event for an entry of an execution's history; undefined for entries that are not about
 * the execution as a whole. The id is that of the entry, so telling it again tells nothing new (E7).
 */
export function workflowLifecycleEvent(entry: HistoryEntry, context: LifecycleContext): CloudEvent | undefined {
  const phase = WORKFLOW_EVENTS[entry.type];
  if (phase === undefined) return undefined;
  const time = toRfc3339(entry.at);
  const data = {
    name: entry.executionId,
    definition: context.definition,
    [`${phase}At`]: time,
    ...workflowDetail(entry),
  };
  return lifecycleEvent(`workflow.${phase}`, entryId(entry), time, data, context);
}

function workflowDetail(entry: HistoryEntry): object {
  if (entry.type === 'ExecutionCompleted') return { output: entry.data.output };
  if (entry.type === 'ExecutionFaulted') return { error: entry.data.error };
  return {};
}

/** The specification's lifecycle events for what happened to a task; a task that starts has been created too. */
export function taskLifecycleEvents(event: TaskEvent, context: LifecycleContext): readonly CloudEvent[] {
  const phase = TASK_EVENTS[event.type];
  if (phase === undefined) return [];
  const time = toRfc3339(event.at);
  const tell = (what: string): CloudEvent => {
    const detail = {
      ...(event.error && { error: event.error }),
      ...(what === 'completed' && { output: event.output }),
    };
    const data = { workflow: event.executionId, task: event.pointer, [`${what}At`]: time, ...detail };
    return lifecycleEvent(`task.${what}`, `${event.executionId}:task.${what}:${event.key}`, time, data, context);
  };
  return event.type === 'started' ? [tell('created'), tell('started')] : [tell(phase)];
}

function lifecycleEvent(
  what: string,
  id: string,
  time: string,
  data: object,
  { source }: LifecycleContext,
): CloudEvent {
  const type = `${PREFIX}.${what}.v1`;
  return { specversion: '1.0', id, source, type, time, datacontenttype: 'application/json', data };
}
