import type { CompiledWorkflow } from '../compile/compiled.ts';
import { type HistoryEntry, isTerminal } from '../history.ts';
import { Execution, type Override } from '../interpret/execution.ts';
import { interpret } from '../interpret/interpret.ts';
import { DEFAULT_LIMITS } from '../interpret/limits.ts';
import type { TaskEvent, TaskObserver } from '../interpret/observer.ts';
import type { Effects } from '../ports/effects.ts';
import { SchedulerDurable } from '../scheduler/durable-context.ts';
import type { RunHost } from '../scheduler/host.ts';
import { Run } from '../scheduler/run.ts';

interface ReplayOptions {
  readonly history: readonly HistoryEntry[];
  readonly workflow: CompiledWorkflow;
  readonly observer?: TaskObserver;
  readonly override?: Override;
  readonly claimed?: (entry: HistoryEntry) => void;
}

/** Runs the interpreter over a history and stops at its end. Nothing outside is touched. */
function replay({ history, workflow, observer, override, claimed }: ReplayOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const touched = (): never => {
      throw new Error('A replay has nothing outside');
    };
    const host: RunHost = {
      historyOnly: true,
      time: { now: () => history.at(-1)?.at ?? 0, schedule: touched },
      ...(claimed && { claimed }),
      append: touched,
      defer: (callback) => void setImmediate(callback),
      childStart: touched,
      watchChild: touched,
      unwatchChild: () => {},
      cancelChild: () => {},
      loadEvents: touched,
      idle: () => resolve(),
      ended: () => resolve(),
      broken: (_, error) => reject(error as Error),
      report: () => {},
    };
    const run = new Run(history, host, (own) => {
      const { start, startedAt } = own;
      const durable = new SchedulerDurable(own);
      const limits = DEFAULT_LIMITS;
      const effects = {} as Effects;
      const options = { durable, workflow, start, startedAt, effects, secrets: {}, limits, observer, override };
      return interpret(new Execution(options));
    });
    run.begin();
  });
}

/**
 * What happened to every task of an execution, from its history. An `observer` is told instead of a list made: where the
 * inputs and outputs of all tasks together would be too large.
 */
export async function replayTimeline(
  history: readonly HistoryEntry[],
  workflow: CompiledWorkflow,
  observer?: TaskObserver,
): Promise<readonly TaskEvent[]> {
  const events: TaskEvent[] = [];
  await replay({ history, workflow, observer: observer ?? ((event) => events.push(event)) });
  return events;
}

/**
 * The entries that an execution came to: all but results that arrived when their branch had been cancelled already.
 */
export async function reachedEntries(
  history: readonly HistoryEntry[],
  workflow: CompiledWorkflow,
): Promise<readonly HistoryEntry[]> {
  const claimed = new Set<HistoryEntry>();
  await replay({ history, workflow, claimed: (entry) => claimed.add(entry) });
  return history.filter((entry) => claimed.has(entry) || !RESULTS.has(entry.type));
}

const RESULTS: ReadonlySet<HistoryEntry['type']> = new Set([
  'EffectCompleted',
  'EffectFailed',
  'TimerFired',
  'EventReceived',
  'ChildCompleted',
  'ChildFailed',
]);

/**
 * The entries of a history that are independent of the task at `key`: what was recorded before it began, and by branches
 * beside it. Undefined when the execution never came to that task.
 */
export async function entriesBefore(
  history: readonly HistoryEntry[],
  workflow: CompiledWorkflow,
  key: string,
): Promise<readonly HistoryEntry[] | undefined> {
  const claimed: HistoryEntry[] = [];
  let reached = false;
  const override: Override = {
    key,
    halt: () => {
      reached = true;
    },
  };
  const open = history.filter(({ type }) => !isTerminal(type) && type !== 'CancelRequested');
  await replay({ history: open, workflow, override, claimed: (entry) => claimed.push(entry) });
  if (!reached) return undefined;
  const ended = new Set(claimed.filter(({ type }) => CHILD_ENDS.has(type)).map((entry) => entry.key));
  // A child that was still running belongs to the first execution; the new one starts its own.
  return claimed.filter((entry) => entry.type !== 'ChildStarted' || ended.has(entry.key));
}

const CHILD_ENDS: ReadonlySet<HistoryEntry['type']> = new Set(['ChildCompleted', 'ChildFailed']);
