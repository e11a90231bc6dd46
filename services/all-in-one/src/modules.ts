import {
  createAgentStore,
  createConversationStore,
  createPlatformStore,
  type RetentionJob,
} from '@parley/adapter-postgres';
import { createInProcessClient, platformOperations, type Subscription, workflowOperations } from '@parley/contracts';
import type { ExecutionEngine, TimeSource } from '@parley/engine';
import { ChangeSignal, type Logger, newId, serviceContext, systemClock } from '@parley/kernel';
import { createAgentModule } from '@parley/module-agent';
import { createConversationModule } from '@parley/module-conversation';
import { createPlatformModule, type PlatformModule } from '@parley/module-platform';
import type { createWorkflowModule } from '@parley/module-workflow';
import { createPlanner } from '@parley/planner';
import type { Config } from './config.ts';
import type { Databases } from './databases.ts';
import type { StartEngine } from './engine.ts';
import { createRetentionJob } from './retention.ts';
import type { Shutdown } from './shutdown.ts';
import { startWorkflowService } from './workflow-service.ts';

/** The five services' modules, wired to each other in this process. */
export interface Modules {
  readonly platform: PlatformModule;
  readonly conversation: ReturnType<typeof createConversationModule>;
  readonly agent: ReturnType<typeof createAgentModule>;
  readonly workflow: ReturnType<typeof createWorkflowModule>;
  readonly engine: ExecutionEngine;
  readonly retention: RetentionJob;
  readonly subscriptions: readonly Subscription[];
}

export interface ModulesOptions {
  readonly config: Config;
  readonly databases: Databases;
  readonly masterKey: Uint8Array;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly time: TimeSource | undefined;
  readonly startEngine: StartEngine;
  readonly publicUrl: () => string;
}

/** Builds the modules over their stores. Modules call each other through in-process clients of the contracts. */
export function createModules(options: ModulesOptions): Modules {
  const { config, databases, masterKey, logger, shutdown, time, startEngine, publicUrl } = options;
  const base = { clock: systemClock, newId, logger };
  const platform = createPlatformModule({ store: createPlatformStore(databases.platform), ...base });
  shutdown.add('audit log', () => platform.audit.close());
  const platformClient = createInProcessClient(platformOperations, platform.handlers);
  const conversation = createConversationModule({
    store: createConversationStore(databases.conversation),
    changes: new ChangeSignal(),
    ...base,
  });
  const { workflow, engine, values } = startWorkflowService({
    config,
    database: databases.workflow,
    masterKey,
    logger,
    shutdown,
    time,
    startEngine,
    publicUrl,
    timeZoneOf: async (tenantId) => (await platformClient.getTenant(serviceContext(tenantId, 'workflow'), {})).timeZone,
  });
  const agent = createAgentModule({
    store: createAgentStore(databases.agent),
    planner: createPlanner(),
    workflow: createInProcessClient(workflowOperations, workflow.handlers),
    platform: platformClient,
    ...base,
  });
  const subscriptions = [platform, conversation, agent, workflow].flatMap((module) => module.subscriptions);
  // The engine's clock: its times are what executions are kept by.
  const retention = createRetentionJob(config.retention, databases, values, time ?? systemClock, logger);
  return { platform, conversation, agent, workflow, engine, retention, subscriptions };
}
