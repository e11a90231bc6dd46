import type {
  AcceptedCommand,
  CommandFailure,
  CommandKind,
  ExecutionCommand,
  WorkflowReads,
  WorkflowStore,
  WorkflowTx,
} from '@parley/module-workflow';
import type { ServiceDatabase } from '../../database/service-database.ts';
import type { Transaction } from '../../database/transaction.ts';

interface CommandRow {
  readonly command: ExecutionCommand;
  readonly done: boolean;
  readonly failure: CommandFailure | null;
}

/** Commands to executions, read in the tenant's transaction. */
export function commandReads(tx: Transaction): Pick<WorkflowReads, 'findCommand' | 'openCommands'> {
  return {
    async findCommand(commandId) {
      const row = await tx.maybeOne<CommandRow>(
        `select command, done_at is not null as done, failure from execution_commands
          where tenant_id = $1 and command_id = $2`,
        [tx.tenantId, commandId],
      );
      return row && { ...row.command, done: row.done, ...(row.failure && { failure: row.failure }) };
    },
    async openCommands(executionId) {
      const rows = await tx.query<{ kind: CommandKind }>(
        `select kind from execution_commands
          where tenant_id = $1 and execution_id = $2 and done_at is null order by position`,
        [tx.tenantId, executionId],
      );
      return rows.map(({ kind }) => kind);
    },
  };
}

/** Accepts commands, in the tenant's transaction. */
export function commandWrites(tx: Transaction): Pick<WorkflowTx, 'insertCommand'> {
  return {
    async insertCommand(command) {
      const { commandId, executionId, kind } = command;
      await tx.execute(
        `insert into execution_commands (tenant_id, command_id, execution_id, kind, command)
          values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [tx.tenantId, commandId, executionId, kind, JSON.stringify(command)],
      );
    },
  };
}

/** What the runner of commands needs, across tenants. */
export function commandQueue(database: ServiceDatabase): Pick<WorkflowStore, 'acceptedCommands' | 'finishCommand'> {
  return {
    acceptedCommands: (after, limit) =>
      database.system(async (tx) => {
        const rows = await tx.query<AcceptedCommand>(
          `select position, command from execution_commands
            where done_at is null and position > $1 order by position limit $2`,
          [after, limit],
        );
        return [...rows];
      }),
    finishCommand: ({ tenantId, commandId }, failure) =>
      database.system(async (tx) => {
        await tx.execute(
          'update execution_commands set done_at = now(), failure = $3 where tenant_id = $1 and command_id = $2',
          [tenantId, commandId, failure === undefined ? null : JSON.stringify(failure)],
        );
      }),
  };
}
