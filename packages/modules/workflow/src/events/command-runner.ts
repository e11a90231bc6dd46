import { ParleyError } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import type { CommandFailure, ExecutionCommand } from '../domain/execution-command.ts';
import type { AcceptedCommand } from '../ports.ts';

/** Notified when a command was accepted in this process; others' are found by looking. */
export const NEW_COMMANDS = 'commands';
/** Notified when a command was carried out. */
export const commandTopic = (commandId: string): string => `command:${commandId}`;

const PAGE = 100;
const LOOK_EVERY_MS = 500;
const RETRY_AFTER_MS = 500;

/**
 * Carries out the commands that were accepted for executions (W6), those of one execution in order. Every process runs
 * one; a process whose engine stands by fails with an error that may pass and leaves the command to the active one. The
 * engine's commands are idempotent, so carrying one out twice is carrying it out once.
 */
export class CommandRunner {
  readonly #deps: WorkflowDeps;
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(deps: WorkflowDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends after the page in hand. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const news = this.#deps.changes.wait(NEW_COMMANDS, LOOK_EVERY_MS, signal);
      const complete = await this.#pass();
      await news;
      if (!complete) await this.#deps.changes.wait('', RETRY_AFTER_MS, signal);
    }
  }

  /** Tries every accepted command once, page by page: those that fail hold up nobody else's. False when one failed. */
  async #pass(): Promise<boolean> {
    /** Executions with a command to be tried again; their later ones wait for it. */
    const waiting = new Set<string>();
    try {
      for (let after = 0; !this.#stopped.signal.aborted; ) {
        const page = await this.#deps.store.acceptedCommands(after, PAGE);
        await this.#carryOutPage(page, waiting);
        if (page.length < PAGE) break;
        after = page.at(-1)!.position;
      }
      return waiting.size === 0;
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'commands to executions could not be read; trying again');
      return false;
    }
  }

  async #carryOutPage(page: readonly AcceptedCommand[], waiting: Set<string>): Promise<void> {
    const ready = page.flatMap(({ command }) => (waiting.has(command.executionId) ? [] : [command]));
    await Promise.all(
      [...byExecution(ready)].map(async ([executionId, commands]) => {
        if (!(await this.#inOrder(commands))) waiting.add(executionId);
      }),
    );
  }

  /** False when one has to be tried again; those after it wait for it. */
  async #inOrder(commands: readonly ExecutionCommand[]): Promise<boolean> {
    for (const command of commands) if (!(await this.#carryOut(command))) return false;
    return true;
  }

  async #carryOut(command: ExecutionCommand): Promise<boolean> {
    const { store, changes, logger } = this.#deps;
    try {
      const failure = await this.#attempt(command);
      await store.finishCommand(command, failure);
      changes.notify(commandTopic(command.commandId));
      return true;
    } catch (error) {
      const { commandId, executionId, kind } = command;
      logger.warn({ err: error, commandId, executionId, kind }, 'a command could not be carried out; trying again');
      return false;
    }
  }

  /** Gives what no further attempt would change; raises what may pass. */
  async #attempt(command: ExecutionCommand): Promise<CommandFailure | undefined> {
    try {
      await this.#apply(command);
      return undefined;
    } catch (error) {
      if (!(error instanceof ParleyError) || error.retryable) throw error;
      const { code, status, message, hint } = error;
      return { code, status, message, ...(hint !== undefined && { hint }) };
    }
  }

  async #apply(command: ExecutionCommand): Promise<void> {
    const { engine } = this.#deps;
    const { tenantId, executionId, kind, reason, newExecutionId, at, input } = command;
    switch (kind) {
      case 'cancel':
        return engine.cancel(tenantId, executionId, reason ?? 'cancelled');
      case 'suspend':
        return engine.suspend(tenantId, executionId, reason);
      case 'resume':
        return engine.resume(tenantId, executionId);
      case 'retry':
        return engine.retry(tenantId, executionId, newExecutionId!);
      case 'fork': {
        const request = { tenantId, executionId, newExecutionId: newExecutionId!, at: at! };
        return engine.fork({ ...request, ...(input && { input }) });
      }
    }
  }
}

function byExecution(commands: readonly ExecutionCommand[]): Map<string, ExecutionCommand[]> {
  const groups = new Map<string, ExecutionCommand[]>();
  for (const command of commands) {
    const own = groups.get(command.executionId);
    if (own) own.push(command);
    else groups.set(command.executionId, [command]);
  }
  return groups;
}
