import { join } from 'node:path';
import { openSharedExecutionStore, type ServiceDatabase, startPostgresEngine } from '@parley/adapter-postgres';
import type { RestateAddress } from '@parley/adapter-restate';
import type { EngineOptions, ExecutionEngine, ExecutionStore } from '@parley/engine';
import type { Logger } from '@parley/kernel';
import { announceEntry } from '@parley/module-workflow';
import { z } from 'zod';
import type { Config } from './config.ts';
import type { Shutdown } from './shutdown.ts';

/** Environment variables that choose the durable engine. */
export const EngineVariables = z.object({
  PARLEY_ENGINE: z.enum(['postgres', 'restate']).default('postgres'),
  PARLEY_RESTATE_INGRESS_URL: z.url().optional(),
  PARLEY_RESTATE_ADMIN_URL: z.url().optional(),
  PARLEY_RESTATE_IDENTITY_KEYS: z.string().default(''),
  PARLEY_RESTATE_LISTEN: z
    .string()
    .regex(/^[^:\s]+:\d{1,5}$/, 'is host:port')
    .default('127.0.0.1:0'),
  PARLEY_RESTATE_ENDPOINT_URL: z.url().optional(),
});

/** Which engine runs the executions, and where a Restate is that does not come with Parley. */
export interface EngineSettings {
  readonly kind: 'postgres' | 'restate';
  /** Both addresses; undefined for the server that comes with Parley. */
  readonly restate: RestateAddress | undefined;
  /** Where this process listens for Restate. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Where Restate reaches the workers; undefined for where this one listens. */
  readonly endpointUrl: string | undefined;
}

export function toEngineSettings(values: z.infer<typeof EngineVariables>): EngineSettings {
  const { PARLEY_RESTATE_INGRESS_URL: ingressUrl, PARLEY_RESTATE_ADMIN_URL: adminUrl } = values;
  if ((ingressUrl === undefined) !== (adminUrl === undefined)) {
    throw new Error('PARLEY_RESTATE_INGRESS_URL and PARLEY_RESTATE_ADMIN_URL go together: set both or none');
  }
  const keys = values.PARLEY_RESTATE_IDENTITY_KEYS.split(',').map((key) => key.trim());
  const [host, port] = values.PARLEY_RESTATE_LISTEN.split(':') as [string, string];
  return {
    kind: values.PARLEY_ENGINE,
    restate: ingressUrl && adminUrl ? { ingressUrl, adminUrl, identityKeys: keys.filter(Boolean) } : undefined,
    listen: { host, port: Number(port) },
    endpointUrl: values.PARLEY_RESTATE_ENDPOINT_URL,
  };
}

/** What the workflow service gives its engine. */
export interface EngineParts extends Pick<EngineOptions, 'effects' | 'logger' | 'limits' | 'time'> {
  readonly wrapStore: (store: ExecutionStore) => ExecutionStore;
}
export type StartEngine = (parts: EngineParts) => ExecutionEngine;

/** Prepares the engine that the settings choose; Restate's server is started here where none is given. */
export async function prepareEngine(
  { engine, home }: Config,
  database: ServiceDatabase,
  logger: Logger,
  shutdown: Shutdown,
): Promise<StartEngine> {
  if (engine.kind === 'postgres') {
    return (parts) => startPostgresEngine({ ...parts, database, announce: announceEntry });
  }
  // Only who wants it pays for loading it.
  const { RestateEngine } = await import('@parley/adapter-restate');
  const restate = engine.restate ?? (await startServer(join(home, 'restate'), logger, shutdown));
  const store = await openSharedExecutionStore({ database, logger, announce: announceEntry });
  shutdown.add('execution store', () => store.close());
  const { listen, endpointUrl } = engine;
  return ({ wrapStore, ...parts }) =>
    new RestateEngine({
      ...{ ...parts, restate, listen, store: wrapStore(store) },
      ...(endpointUrl !== undefined && { advertisedUrl: endpointUrl }),
    });
}

async function startServer(dataDir: string, logger: Logger, shutdown: Shutdown): Promise<RestateAddress> {
  const { startEmbeddedRestate } = await import('@parley/adapter-restate');
  const server = await startEmbeddedRestate({ dataDir, logger });
  shutdown.add('Restate', () => server.stop());
  return server;
}
