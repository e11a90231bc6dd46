import type { CloudEvent } from './durable.ts';
import type { Limits } from './interpret/limits.ts';
import type { WorkflowProblem } from './problem.ts';

/**
 * What made an execution start: a person, a schedule, an event or a webhook, with whatever identifies it. Recorded, and
 * never read by the interpreter.
 */
export interface TriggerInfo {
  readonly kind: 'manual' | 'schedule' | 'event' | 'webhook' | 'workflow' | 'fork' | 'rehearsal';
  readonly [detail: string]: unknown;
}

/** E8: the interpreter's version and the numbered flags whose semantics the execution keeps for its whole life. */
export interface InterpreterInfo {
  readonly version: number;
  readonly flags: readonly number[];
}

/** The execution that started another one. */
export interface ParentInfo {
  readonly executionId: string;
  /** Journal key of the task that did. */
  readonly key: string;
  /** True when it does not wait for the end. */
  readonly detached: boolean;
  /** 1 for a workflow that was started by one that nobody's workflow started. */
  readonly depth: number;
}

/** Everything an execution is a function of, besides the recorded results. */
export interface StartData {
  readonly tenantId: string;
  /** Id of an immutable definition, resolved by {@link Definitions.load}. */
  readonly definition: string;
  readonly input: unknown;
  readonly trigger: TriggerInfo;
  readonly interpreter: InterpreterInfo;
  /** Names in `use.secrets` that the tenant had no secret for; asking for one of them fails. */
  readonly missingSecrets?: readonly string[];
  /** Which of a connection's environments calls go to, for example `sandbox` or `live`. */
  readonly environment: string;
  /** Limits of the installation that differ from the defaults; the execution keeps them for its whole life. */
  readonly limits?: Partial<Limits>;
  readonly parent?: ParentInfo;
  /** Set when the execution begins with a part of another one's history. */
  readonly fork?: { readonly executionId: string; readonly at: string; readonly input?: { readonly value: unknown } };
}

/** The closed list of history entries and what each one carries. */
export interface HistoryData {
  ExecutionStarted: StartData;
  EffectCompleted: { readonly output: unknown };
  EffectFailed: { readonly error: WorkflowProblem };
  TimerSet: { readonly at: number };
  TimerFired: Record<string, never>;
  EventReceived: { readonly event: CloudEvent };
  SignalReceived: { readonly value: unknown };
  ChildStarted: { readonly executionId: string; readonly definition: string };
  ChildCompleted: { readonly output: unknown };
  ChildFailed: { readonly error: WorkflowProblem };
  CancelRequested: { readonly reason: string };
  CompensationStarted: { readonly [detail: string]: unknown };
  CompensationFailed: { readonly [detail: string]: unknown };
  ExecutionSuspended: { readonly reason?: string };
  ExecutionResumed: Record<string, never>;
  ExecutionCompleted: { readonly output: unknown };
  ExecutionFaulted: { readonly error: WorkflowProblem; readonly key?: string };
  ExecutionCancelled: { readonly reason: string };
}
export type HistoryType = keyof HistoryData;

/** The entries after which nothing follows (E5). */
export const TERMINAL_TYPES = ['ExecutionCompleted', 'ExecutionFaulted', 'ExecutionCancelled'] as const;
export type TerminalType = (typeof TERMINAL_TYPES)[number];

interface EntryOf<T extends HistoryType> {
  readonly executionId: string;
  /** 1 for the first entry of the execution; no gaps. */
  readonly seq: number;
  /** Journal key: position in the document plus iteration; `` for what concerns the whole execution. */
  readonly key: string;
  readonly type: T;
  readonly data: HistoryData[T];
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One line of an execution's append-only history. The history is the journal: there is no other. */
export type HistoryEntry = { [T in HistoryType]: EntryOf<T> }[HistoryType];

/** The deterministic id of an entry (E7): unique per execution, key and type. */
export function entryId(entry: Pick<HistoryEntry, 'executionId' | 'key' | 'type'>): string {
  return `${entry.executionId}:${entry.type}:${entry.key}`;
}

/** True for the three entries that end an execution. */
export function isTerminal(type: HistoryType): type is TerminalType {
  return (TERMINAL_TYPES as readonly string[]).includes(type);
}
