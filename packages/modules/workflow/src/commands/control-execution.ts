import type { Execution, Successor } from '@parley/contracts';
import { commonError, deriveId, type TenantContext, waitForChange } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import {
  type CommandKind,
  type CommandRecord,
  checkCommand,
  commandError,
  type ExecutionCommand,
} from '../domain/execution-command.ts';
import { commandTopic, NEW_COMMANDS } from '../events/command-runner.ts';
import type { WorkflowTx } from '../ports.ts';
import { requireExecution } from '../queries/get-execution.ts';

/** How long a caller is kept waiting for the worker; the command is kept whatever comes. */
const PATIENCE_MS = 5_000;

/** What a caller asks for. */
export interface Wish extends Pick<ExecutionCommand, 'reason' | 'at' | 'input'> {
  readonly kind: CommandKind;
  readonly executionId: string;
}

interface Call {
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * W6: a command is durable before its caller gets an answer. Waits a little for the worker to carry it out, so that the
 * answer shows the result where it can. Raises what the worker raised.
 */
async function submit(deps: WorkflowDeps, context: TenantContext, wish: Wish, call: Call): Promise<CommandRecord> {
  const command = await toCommand(deps, context, wish, call.idempotencyKey);
  const accepted = await deps.store.transaction(context.tenantId, (tx) => accept(tx, command));
  if (!accepted) return { ...command, done: true };
  deps.changes.notify(NEW_COMMANDS);
  const { tenantId } = context;
  const look = async (): Promise<CommandRecord | undefined> => {
    const record = await deps.store.read(tenantId, (tx) => tx.findCommand(command.commandId));
    return record?.done ? record : undefined;
  };
  const done = await waitForChange(deps.changes, commandTopic(command.commandId), PATIENCE_MS, look, call.signal);
  if (done?.failure) throw commandError(done.failure);
  return done ?? { ...command, done: false };
}

async function toCommand(
  deps: WorkflowDeps,
  { tenantId, actor }: TenantContext,
  wish: Wish,
  idempotencyKey: string | undefined,
): Promise<ExecutionCommand> {
  const { kind, executionId } = wish;
  const commandId =
    idempotencyKey === undefined
      ? deps.newId()
      : await deriveId('command', tenantId, actor, kind, executionId, idempotencyKey);
  const makesNew = kind === 'retry' || kind === 'fork';
  return { ...wish, tenantId, commandId, ...(makesNew && { newExecutionId: await deriveId('successor', commandId) }) };
}

/** False when the command would change nothing. A command that is there already was checked when it came. */
async function accept(tx: WorkflowTx, command: ExecutionCommand): Promise<boolean> {
  const { executionId, kind } = command;
  const execution = await tx.findExecution(executionId);
  if (!execution)
    throw commonError('not_found', `There is no execution ${executionId}`, { hint: 'List the executions.' });
  if (await tx.findCommand(command.commandId)) return true;
  if (!checkCommand(execution, await tx.openCommands(executionId), kind)) return false;
  await tx.insertCommand(command);
  return true;
}

/** Submits a command and gives the execution as it is then. */
export async function controlExecution(
  deps: WorkflowDeps,
  context: TenantContext,
  wish: Wish,
  call: Call,
): Promise<Execution> {
  await submit(deps, context, wish, call);
  return requireExecution(deps, context, wish.executionId);
}

/** Submits a command that makes a new execution, and gives that. */
export async function succeedExecution(
  deps: WorkflowDeps,
  context: TenantContext,
  wish: Wish,
  call: Call,
): Promise<Successor> {
  await deps.openExecutions.admit(context.tenantId);
  const { newExecutionId, done } = await submit(deps, context, wish, call);
  const executionId = newExecutionId!;
  return { executionId, ...(done && { execution: await requireExecution(deps, context, executionId) }) };
}
