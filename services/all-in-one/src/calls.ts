import { createA2aCaller } from '@parley/adapter-a2a';
import { createAsyncApiCaller } from '@parley/adapter-asyncapi';
import { createPythonRunner } from '@parley/adapter-containers';
import { createCallNetwork, type Egress, type GuardedNetwork } from '@parley/adapter-http';
import { createQuickJsRunner } from '@parley/adapter-quickjs';
import { type EffectContext, type Effects, type ScriptRunner, standardError } from '@parley/engine';
import { systemClock } from '@parley/kernel';
import { z } from 'zod';
import { type ContainerSettings, ContainerVariables, createContainers, toContainerSettings } from './containers.ts';
import type { Shutdown } from './shutdown.ts';

/** What workflows may run besides calls over the network: the operator's choice. */
export interface ProcessSettings extends ContainerSettings {
  /** Command lines that MCP servers over stdio may begin with. They run beside Parley, with its rights: none by default. */
  readonly mcpCommands: readonly string[];
  /** Environment variables of theirs that workflows may set. */
  readonly mcpEnvironment: readonly string[];
}

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []));

export const ProcessVariables = z.object({
  ...ContainerVariables.shape,
  PARLEY_MCP_COMMANDS: list,
  PARLEY_MCP_ENVIRONMENT: list,
});

export function toProcessSettings(values: z.infer<typeof ProcessVariables>): ProcessSettings {
  return {
    ...toContainerSettings(values),
    mcpCommands: values.PARLEY_MCP_COMMANDS,
    mcpEnvironment: values.PARLEY_MCP_ENVIRONMENT,
  };
}

/** The ports of the engine for everything but plain HTTP. */
export function createCalls(
  { http, documents }: Pick<Effects, 'http' | 'documents'>,
  egress: Egress & GuardedNetwork,
  settings: ProcessSettings,
  shutdown: Shutdown,
): Pick<Effects, 'scripts' | 'containers' | 'grpc' | 'asyncapi' | 'a2a' | 'mcp'> {
  const network = createCallNetwork(egress, systemClock);
  const javascript = createQuickJsRunner();
  shutdown.add('scripts', () => javascript.close());
  const containers = createContainers(settings);
  if (containers) shutdown.add('containers', () => containers.close());
  const { pythonImage } = settings;
  const python = containers && pythonImage !== undefined ? [createPythonRunner(containers, pythonImage)] : [];
  return {
    scripts: byLanguage([javascript, ...python]),
    ...(containers && { containers }),
    asyncapi: createAsyncApiCaller({ documents, http, network }),
    a2a: createA2aCaller({ network, documents }),
    // These two bring much code with them; an installation that never calls them starts without it.
    grpc: later(async () => {
      const caller = (await import('@parley/adapter-grpc')).createGrpcCaller({ network });
      shutdown.add('gRPC connections', () => caller.close());
      return caller;
    }),
    mcp: later(async () => {
      const { createMcpCaller } = await import('@parley/adapter-mcp');
      const { mcpCommands: commands, mcpEnvironment: environment } = settings;
      return createMcpCaller({ network, processes: { commands, environment } });
    }),
  };
}

interface Caller<Request> {
  call(request: Request, context: EffectContext): Promise<unknown>;
}

function later<Request>(load: () => Promise<Caller<Request>>): Caller<Request> {
  let loading: Promise<Caller<Request>> | undefined;
  return {
    async call(request, context) {
      loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return await (await loading).call(request, context);
    },
  };
}

function byLanguage(runners: readonly ScriptRunner[]): ScriptRunner {
  return {
    languages: runners.flatMap(({ languages }) => languages),
    async run(request, context) {
      const runner = runners.find(({ languages }) => languages.includes(request.language));
      if (!runner) throw standardError('configuration', `There is nothing that runs ${request.language} scripts`);
      return await runner.run(request, context);
    },
  };
}
