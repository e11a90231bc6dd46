import { join } from 'node:path';
import { createKeyEncryption, createObjectStore } from '@parley/adapter-filesystem';
import {
  createApiImporter,
  createAuthenticatedSender,
  createContractMocks,
  createDocumentLoader,
  createEgress,
  createHttpCaller,
  createNotificationSender,
  createOperationResolver,
  createWebhookVerifier,
  type Egress,
  type GuardedNetwork,
} from '@parley/adapter-http';
import {
  createSecretVault,
  createValueIndex,
  createWorkflowStore,
  type ServiceDatabase,
} from '@parley/adapter-postgres';
import { createS3ObjectStore, parseS3Url } from '@parley/adapter-s3';
import type { Effects, ExecutionEngine, TimeSource } from '@parley/engine';
import { ChangeSignal, type Logger, newId, systemClock } from '@parley/kernel';
import {
  CircuitBreaker,
  createApprovals,
  createConnectionLookup,
  createDefinitions,
  createEventPublisher,
  createNotify,
  createSecretReader,
  createWorkflowModule,
  FairGate,
  guardEffects,
  LargeValues,
  type ObjectStore,
  OpenExecutions,
  type SecretVault,
  type ValueIndex,
  type WorkflowStore,
  withLargeValues,
} from '@parley/module-workflow';
import { createCalls } from './calls.ts';
import type { Config } from './config.ts';
import type { StartEngine } from './engine.ts';
import type { Shutdown } from './shutdown.ts';

export interface WorkflowServiceOptions {
  readonly config: Config;
  readonly database: ServiceDatabase;
  readonly masterKey: Uint8Array;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly time: TimeSource | undefined;
  readonly startEngine: StartEngine;
  readonly timeZoneOf: (tenantId: string) => Promise<string>;
  /** The installation's own address, asked for when a connection is shown. */
  readonly publicUrl: () => string;
}

/** The workflow module over PostgreSQL, with the engine and everything its executions can do to the outside. */
export function startWorkflowService(options: WorkflowServiceOptions): {
  readonly workflow: ReturnType<typeof createWorkflowModule>;
  readonly engine: ExecutionEngine;
  readonly values: { readonly index: ValueIndex; readonly objects: ObjectStore };
} {
  const { config, database, masterKey, logger, shutdown, time } = options;
  const store = createWorkflowStore(database);
  const vault = createSecretVault(database, createKeyEncryption(masterKey));
  const egress = createEgress({ allow: config.egressAllow });
  shutdown.add('outgoing connections', () => egress.close());
  const changes = new ChangeSignal();
  const { callsInFlight, tenant } = config.limits;
  const gate = new FairGate({ total: callsInFlight, perTenant: tenant.callsInFlight });
  const effects = guardEffects(createEffects(options, store, vault, egress), gate, new CircuitBreaker(systemClock));
  const objects = openObjects(config, shutdown);
  const valueIndex = createValueIndex(database, systemClock);
  const values = new LargeValues({ objects, index: valueIndex, thresholdBytes: config.largeValueBytes });
  const engine = options.startEngine({
    ...{ effects, logger },
    wrapStore: (inner) => withLargeValues(inner, values),
    ...(config.limits.execution && { limits: config.limits.execution }),
    ...(time && { time }),
  });
  shutdown.add('engine', () => engine.close());
  engine.onHistory((_, entries) => {
    for (const executionId of new Set(entries.map((entry) => entry.executionId))) changes.notify(executionId);
  });
  const workflow = createWorkflowModule({
    store,
    engine,
    importer: createApiImporter(egress),
    mocks: createContractMocks(),
    vault,
    objects,
    values,
    valueIndex,
    openExecutions: new OpenExecutions(store, systemClock, config.limits.tenant.openExecutions),
    webhooks: createWebhookVerifier(),
    clock: systemClock,
    newId,
    logger,
    changes,
    timeZoneOf: options.timeZoneOf,
    publicUrl: options.publicUrl,
  });
  return { workflow, engine, values: { index: valueIndex, objects } };
}

function openObjects({ home, objectsUrl }: Config, shutdown: Shutdown): ObjectStore {
  if (objectsUrl === undefined) return createObjectStore(join(home, 'objects'));
  const store = createS3ObjectStore(parseS3Url(objectsUrl));
  shutdown.add('object store', () => store.close());
  return store;
}

function createEffects(
  { config, shutdown }: WorkflowServiceOptions,
  store: WorkflowStore,
  vault: SecretVault,
  egress: Egress & GuardedNetwork,
): Effects {
  const send = createAuthenticatedSender(egress, systemClock);
  const documents = createDocumentLoader(send, systemClock);
  const http = createHttpCaller(send);
  return {
    ...createCalls({ http, documents }, egress, config.processes, shutdown),
    http,
    documents,
    operations: createOperationResolver(createConnectionLookup(store, vault), documents),
    events: createEventPublisher(store, systemClock),
    secrets: createSecretReader(vault),
    definitions: createDefinitions(store),
    functions: { 'notify:1': createNotify(store, createNotificationSender(egress)) },
    approvals: createApprovals(store, systemClock),
  };
}
