import type { Execution } from '@parley/contracts';
import { type Json, ParleyError } from '@parley/kernel';
import { workflowError } from '../errors.ts';

export type CommandKind = 'cancel' | 'suspend' | 'resume' | 'retry' | 'fork';

/** Something that a person wants of an execution; kept until a worker has carried it out (W6). */
export interface ExecutionCommand {
  readonly tenantId: string;
  readonly commandId: string;
  readonly executionId: string;
  readonly kind: CommandKind;
  /** Why, for `cancel` and `suspend`. */
  readonly reason?: string;
  /** Id of the execution that `retry` and `fork` make. */
  readonly newExecutionId?: string;
  /** Journal key, for `fork`. */
  readonly at?: string;
  readonly input?: { readonly value: Json };
}

/** Why a command could not be carried out. */
export interface CommandFailure {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly hint?: string;
}

/** A command and what came of it. */
export interface CommandRecord extends ExecutionCommand {
  readonly done: boolean;
  readonly failure?: CommandFailure;
}

const ENDED: ReadonlySet<Execution['status']> = new Set(['completed', 'faulted', 'cancelled']);

/** True once nothing more happens in the execution. */
export function hasEnded(status: Execution['status']): boolean {
  return ENDED.has(status);
}

/**
 * Raises when an execution is in no state for a command; gives false when the command would change nothing. `open` are
 * the kinds that were accepted before and are not carried out yet, oldest first.
 */
export function checkCommand(
  { executionId, status }: Pick<Execution, 'executionId' | 'status'>,
  open: readonly CommandKind[],
  kind: CommandKind,
): boolean {
  if (kind === 'retry' || kind === 'fork') {
    if (!hasEnded(status)) throw running(executionId);
    if (kind === 'retry' && status !== 'faulted') throw notFaulted(executionId, status);
    return true;
  }
  const cancelled = status === 'cancelled' || open.includes('cancel');
  if (kind === 'cancel' && cancelled) return false;
  if (cancelled || hasEnded(status)) throw finished(executionId, cancelled ? 'cancelled' : status);
  return kind === 'cancel' || changesPause(executionId, isPaused(status, open), kind);
}

/** Whether the execution is suspended once everything that was accepted is carried out. */
function isPaused(status: Execution['status'], open: readonly CommandKind[]): boolean {
  const last = open.findLast((kind) => kind === 'suspend' || kind === 'resume');
  return last === undefined ? status === 'suspended' : last === 'suspend';
}

function changesPause(executionId: string, paused: boolean, kind: 'suspend' | 'resume'): boolean {
  if (kind === 'suspend') return !paused;
  if (paused) return true;
  throw workflowError('not_suspended', `Execution ${executionId} is not suspended`, {
    hint: 'There is nothing to resume; read the execution to see what it waits for.',
  });
}

function running(executionId: string): ParleyError {
  return workflowError('execution_running', `Execution ${executionId} has not ended yet`, {
    hint: 'Wait for its end or cancel it.',
  });
}

function notFaulted(executionId: string, status: string): ParleyError {
  return workflowError('not_faulted', `Execution ${executionId} is ${status}; only a faulted one can be retried`, {
    hint: 'Fork it at a task, or start a new execution.',
  });
}

function finished(executionId: string, how: string): ParleyError {
  return workflowError('execution_finished', `Execution ${executionId} is ${how}`, {
    hint: 'Retry it if it faulted, fork it at a task, or start a new one.',
  });
}

/** The error that a failed command stands for. */
export function commandError({ code, status, message, hint }: CommandFailure): ParleyError {
  const kind = { status, retryable: false, doc: '' };
  return new ParleyError(code, kind, message, hint === undefined ? {} : { hint });
}
