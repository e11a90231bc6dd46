import { setTimeout as delay } from 'node:timers/promises';
import { connectServiceDatabase, openSharedExecutionStore, serviceRoles } from '@parley/adapter-postgres';
import { freePorts, type RestateAddress, RestateEngine } from '@parley/adapter-restate';
import type { ExecutionStore } from '@parley/engine';
import { announce, fileLogger, takeCommands } from '../postgres/worker-commands.ts';
import { workerEffects } from '../postgres/worker-effects.ts';
import { DATABASE, SERVICE, type WorkerSettings } from '../postgres/worker-messages.ts';
import { publishPort } from './worker-balancer.ts';

interface RestateWorkerSettings extends WorkerSettings {
  readonly restate: RestateAddress;
  readonly advertisedUrl: string;
  readonly folder: string;
}

// Run as a process of its own: one of several workers of the engine on Restate.
const settings = JSON.parse(process.argv[2] ?? '{}') as RestateWorkerSettings;
const { adminUrl, restate, advertisedUrl, folder, sandboxUrl, maxIdleRuns, statementTimeoutMs } = settings;
const logger = fileLogger(settings.logFile);
const roles = serviceRoles(adminUrl, SERVICE);
const database = connectServiceDatabase({
  ...{ adminUrl, service: SERVICE, database: DATABASE, roles, maxConnections: 2, logger },
});
const store = await openStore();
const [port] = await freePorts(1);
await publishPort(folder, port!);
const engine = new RestateEngine({
  ...{ effects: workerEffects(sandboxUrl), store, restate, advertisedUrl, logger },
  listen: { host: '127.0.0.1', port: port! },
  // Some lives let executions that wait leave memory at once.
  inactivityTimeoutMs: maxIdleRuns < 100 ? 100 : 5_000,
});
takeCommands(engine, logger);
await engine.recover();

/** Tries for as long as the database is away. */
async function openStore(): Promise<ExecutionStore> {
  for (;;) {
    try {
      return await openSharedExecutionStore({ database, logger, announce, statementTimeoutMs });
    } catch (error) {
      logger.warn({ error }, 'the store cannot be opened');
      await delay(50);
    }
  }
}
