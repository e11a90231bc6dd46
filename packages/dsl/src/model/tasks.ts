import type { CallTask } from './calls.ts';
import type { EventConsumptionStrategy, EventProperties, SubscriptionIterator } from './events.ts';
import type { ErrorDefinition, ErrorFilter, RetryPolicy } from './policies.ts';
import type { RunTask } from './runs.ts';
import type { Duration, ExportConfig, InputConfig, OutputConfig, Timeout } from './workflow.ts';

/** An ordered list of tasks, each an object with the task's name as its single key. */
export type TaskList = readonly Readonly<Record<string, Task>>[];

/** What every task can have. */
export interface TaskBase {
  readonly if?: string;
  readonly input?: InputConfig;
  readonly output?: OutputConfig;
  readonly export?: ExportConfig;
  readonly timeout?: Timeout | string;
  readonly then?: FlowDirective;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** `continue`, `exit`, `end` or the name of a task in the same list. */
export type FlowDirective = string;

export type Task =
  | CallTask
  | DoTask
  | EmitTask
  | ForTask
  | ForkTask
  | ListenTask
  | RaiseTask
  | RunTask
  | SetTask
  | SwitchTask
  | TryTask
  | WaitTask;

/** The twelve task types; the key that marks the type carries its name. */
export const TASK_KINDS = [
  'call',
  'do',
  'emit',
  'for',
  'fork',
  'listen',
  'raise',
  'run',
  'set',
  'switch',
  'try',
  'wait',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export interface DoTask extends TaskBase {
  readonly do: TaskList;
}

export interface EmitTask extends TaskBase {
  readonly emit: { readonly event: { readonly with: EventProperties } };
}

/** `each` defaults to `item`, `at` to `index`. */
export interface ForTask extends TaskBase {
  readonly for: { readonly each?: string; readonly in: string | readonly unknown[]; readonly at?: string };
  readonly while?: string;
  readonly do: TaskList;
}

export interface ForkTask extends TaskBase {
  readonly fork: { readonly branches: TaskList; readonly compete?: boolean };
}

export interface ListenTask extends TaskBase {
  readonly listen: { readonly to: EventConsumptionStrategy; readonly read?: 'data' | 'envelope' | 'raw' };
  readonly foreach?: SubscriptionIterator;
}

export interface RaiseTask extends TaskBase {
  readonly raise: { readonly error: ErrorDefinition | string };
}

export interface SetTask extends TaskBase {
  readonly set: Readonly<Record<string, unknown>> | string;
}

export interface SwitchTask extends TaskBase {
  readonly switch: readonly Readonly<Record<string, SwitchCase>>[];
}

/** A case without `when` is the default. */
export interface SwitchCase {
  readonly when?: string;
  readonly then: FlowDirective;
}

export interface TryTask extends TaskBase {
  readonly try: TaskList;
  readonly catch: Catch;
}

/** `as` defaults to `error`. */
export interface Catch {
  readonly errors?: { readonly with?: ErrorFilter };
  readonly as?: string;
  readonly when?: string;
  readonly exceptWhen?: string;
  readonly retry?: RetryPolicy | string;
  readonly do?: TaskList;
  readonly then?: FlowDirective;
}

export interface WaitTask extends TaskBase {
  readonly wait: Duration;
}

/** What runs around every task of a type. */
export interface Extension {
  readonly extend: TaskKind | 'composite' | 'all';
  readonly when?: string;
  readonly before?: TaskList;
  readonly after?: TaskList;
}
