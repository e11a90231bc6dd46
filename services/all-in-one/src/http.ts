import { createHttpServer, serviceRoutes } from '@parley/adapter-fastify';
import { createDevelopmentIssuer, createTokenVerifier, type IssuerState } from '@parley/adapter-oidc';
import { createIdempotencyStore } from '@parley/adapter-postgres';
import { agentOperations, conversationOperations, platformOperations, workflowOperations } from '@parley/contracts';
import { type Logger, systemClock } from '@parley/kernel';
import { createGateway, createRateLimiter } from '@parley/module-gateway';
import type { Config } from './config.ts';
import type { Databases } from './databases.ts';
import type { Modules } from './modules.ts';
import type { Shutdown } from './shutdown.ts';

const AUDIENCE = 'parley-api';
const ISSUER_PATH = '/oidc';

/** Who may sign in at the development identity provider. */
export interface Identities {
  readonly state: IssuerState;
  readonly users: readonly { readonly subject: string; readonly name: string }[];
}

/** Serves every operation behind the gateway, and the identity provider beside them. Gives the address. */
export async function startHttp(
  config: Config,
  databases: Databases,
  modules: Modules,
  identities: Identities,
  logger: Logger,
  shutdown: Shutdown,
): Promise<string> {
  // The issuer's address is known once the server listens; nobody can ask before.
  let issuer: ReturnType<typeof createDevelopmentIssuer> | undefined;
  let verifier: ReturnType<typeof createTokenVerifier> | undefined;
  const { requestsPerSecond: perSecond } = config.limits;
  const gateway = createGateway({
    verifier: { verify: (token) => verifier!.verify(token) },
    members: { findMemberships: modules.platform.findMemberships },
    limiter: createRateLimiter({ perSecond, burst: 2 * perSecond }, systemClock),
    idempotency: createIdempotencyStore(databases.gateway, systemClock),
    audit: modules.platform.audit,
    clock: systemClock,
    logger,
  });
  const server = createHttpServer({
    services: [
      serviceRoutes(conversationOperations, modules.conversation.handlers),
      serviceRoutes(agentOperations, modules.agent.handlers),
      serviceRoutes(workflowOperations, modules.workflow.handlers),
      serviceRoutes(platformOperations, modules.platform.handlers),
    ],
    gateway,
    logger,
    ready: async () => {
      await Promise.all(Object.values(databases).map((database) => database.system((tx) => tx.query('select 1'))));
    },
    mounts: [{ path: ISSUER_PATH, handle: (request, response) => issuer!.handle(request, response) }],
  });
  const url = await server.listen({ host: config.host, port: config.port });
  shutdown.add('http server', () => server.close());
  const issuerUrl = `${config.publicUrl ?? url}${ISSUER_PATH}`;
  issuer = createDevelopmentIssuer({ issuerUrl, audience: AUDIENCE, logger, ...identities });
  // The issuer is in this process: its documents are read here, whatever address it has for others.
  const own = (address: string) => address.replace(issuerUrl, `${url}${ISSUER_PATH}`);
  const fetchOwn = (address: string, init?: RequestInit) => fetch(own(address), init);
  verifier = createTokenVerifier({ issuer: issuerUrl, audience: AUDIENCE, fetch: fetchOwn });
  return url;
}
