import { openSync, writeSync } from 'node:fs';
import type { DomainEvent } from '@parley/contracts';
import { type ExecutionEngine, entryId, type HistoryEntry } from '@parley/engine';
import { type Logger, ParleyError, toRfc3339 } from '@parley/kernel';
import type { Reply, Request } from './worker-messages.ts';

/** A logger that writes lines of JSON, at once, so that a kill loses none. */
export function fileLogger(file: string): Logger {
  const log = openSync(file, 'a');
  const write = (level: string) => (fields: object, message: string) => {
    const { err, error = err, ...rest } = fields as { err?: unknown; error?: unknown };
    const text = error instanceof Error ? `${error.stack}${error.cause ? ` <- ${String(error.cause)}` : ''}` : error;
    const line = {
      at: new Date().toISOString(),
      pid: process.pid,
      level,
      message,
      ...rest,
      ...(text !== undefined && { error: text }),
    };
    writeSync(log, `${JSON.stringify(line)}\n`);
  };
  const logger: Logger = {
    ...{ debug: () => {}, info: write('info'), warn: write('warn'), error: write('error') },
    child: () => logger,
  };
  return logger;
}

/** What other services hear of an entry. */
export function announce(tenantId: string, entry: HistoryEntry): DomainEvent {
  const { executionId, type, at } = entry;
  const identity = { id: entryId(entry), subject: executionId, accountid: tenantId };
  return { ...identity, type: `chaos.${type}`, source: 'chaos', time: toRfc3339(at), dataversion: 1, data: null };
}

async function answer(engine: ExecutionEngine, logger: Logger, { id, command, args }: Request): Promise<Reply> {
  try {
    const run = engine[command] as (...args: readonly unknown[]) => Promise<unknown>;
    return { id, value: await run.apply(engine, [...args]) };
  } catch (error) {
    const { code, retryable } = error instanceof ParleyError ? error : { code: 'unknown', retryable: true };
    if (!retryable || code === 'unknown') logger.warn({ error }, `${command} was refused`);
    return { id, failure: { code, retryable, message: String(error) } };
  }
}

/** Takes commands from the process that started this one. */
export function takeCommands(engine: ExecutionEngine, logger: Logger): void {
  process.on('unhandledRejection', (error) => logger.error({ error }, 'unhandled rejection'));
  process.on('disconnect', () => process.exit());
  process.on('message', (request: Request) => {
    void answer(engine, logger, request).then((reply) => process.connected && process.send?.(reply));
  });
  process.send?.('ready');
}
