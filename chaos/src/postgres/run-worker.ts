import { connectServiceDatabase, serviceRoles, startPostgresEngine } from '@parley/adapter-postgres';
import { announce, fileLogger, takeCommands } from './worker-commands.ts';
import { workerEffects } from './worker-effects.ts';
import { DATABASE, SERVICE, type WorkerSettings } from './worker-messages.ts';

// Run as a process of its own: one worker of the engine, which takes commands from the process that started it.
const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
const logger = fileLogger(settings.logFile);
const { adminUrl } = settings;
const roles = serviceRoles(adminUrl, SERVICE);
const database = connectServiceDatabase({
  ...{ adminUrl, service: SERVICE, database: DATABASE, roles, maxConnections: 2, logger },
});
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
takeCommands(engine, logger);
