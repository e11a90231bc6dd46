import { openSync, writeSync } from 'node:fs';
import { connectServiceDatabase, serviceRoles, startPostgresEngine } from '@parley/adapter-postgres';
import type { DomainEvent } from '@parley/contracts';
import { type ExecutionEngine, entryId, type HistoryEntry } from '@parley/engine';
import { type Logger, ParleyError, toRfc3339 } from '@parley/kernel';
import { workerEffects } from './worker-effects.ts';
import { DATABASE, type Reply, type Request, SERVICE, type WorkerSettings } from './worker-messages.ts';

// Run as a process of its own: one worker of the engine, which takes commands from the process that started it.
const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
const log = openSync(settings.logFile, 'a');

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

function announce(tenantId: string, entry: HistoryEntry): DomainEvent {
  const { executionId, type, at } = entry;
  const identity = { id: entryId(entry), subject: executionId, accountid: tenantId };
  return { ...identity, type: `chaos.${type}`, source: 'chaos', time: toRfc3339(at), dataversion: 1, data: null };
}

async function answer(engine: ExecutionEngine, { id, command, args }: Request): Promise<Reply> {
  try {
    const run = engine[command] as (...args: readonly unknown[]) => Promise<unknown>;
    return { id, value: await run.apply(engine, [...args]) };
  } catch (error) {
    const { code, retryable } = error instanceof ParleyError ? error : { code: 'unknown', retryable: true };
    if (!retryable || code === 'unknown') logger.warn({ error }, `${command} was refused`);
    return { id, failure: { code, retryable, message: String(error) } };
  }
}

const { adminUrl } = settings;
const roles = serviceRoles(adminUrl, SERVICE);
const database = connectServiceDatabase({
  ...{ adminUrl, service: SERVICE, database: DATABASE, roles, maxConnections: 2, logger },
});
process.on('unhandledRejection', (error) => logger.error({ error }, 'unhandled rejection'));
process.on('disconnect', () => process.exit());
const engine = startPostgresEngine({
  ...{ database, effects: workerEffects(settings.sandboxUrl), logger, announce },
  ...{
    pollMs: 50,
    leaseTtlMs: settings.leaseTtlMs,
    statementTimeoutMs: settings.statementTimeoutMs,
    commandWaitMs: 200,
    maxIdleRuns: settings.maxIdleRuns,
  },
});
process.on('message', (request: Request) => {
  void answer(engine, request).then((reply) => process.connected && process.send?.(reply));
});
process.send?.('ready');
