import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Operations } from '@parley/contracts';
import { commonError, type Logger } from '@parley/kernel';
import type { Gateway } from '@parley/module-gateway';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type InjectOptions,
  type LightMyRequestResponse,
} from 'fastify';
import { answerBrokenRequest } from './broken-request.ts';
import { parseJsonBody } from './json-body.ts';
import { createOpenApiDocument } from './openapi.ts';
import { operationRoute, type ServiceRoutes } from './operation-route.ts';
import { sendProblem } from './problem-reply.ts';
import { installRequestContext, requestId, setStandardHeaders } from './request-context.ts';

/** Something that answers everything below a path by itself, such as the development identity provider. */
export interface Mount {
  /** Without a trailing slash: `/oidc`. */
  readonly path: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface HttpServerOptions {
  readonly services: readonly ServiceRoutes[];
  readonly gateway: Gateway;
  readonly logger: Logger;
  readonly mounts?: readonly Mount[];
  /** Resolves when the server can do its work; rejects with why it cannot. */
  readonly ready?: () => Promise<void>;
  /** Where the address of a caller is believed from: proxies in front (addresses or CIDR ranges). Default none. */
  readonly trustProxy?: readonly string[];
  /** Milliseconds that requests in flight have to end when the server stops. Default 5 000. */
  readonly closeGraceMs?: number;
}

export interface HttpServer {
  /** Starts to listen; port 0 takes a free one. Gives the address, without a trailing slash. */
  listen(options: { readonly host?: string; readonly port: number }): Promise<string>;
  /** Answers a request without a socket. */
  readonly inject: (request: InjectOptions) => Promise<LightMyRequestResponse>;
  /** Takes no more requests, tells the waiting ones to answer, waits for the rest, then cuts what is left. */
  close(): Promise<void>;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** An HTTP server for the operations of any number of services. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { logger } = options;
  const app = fastify({
    logger: false,
    genReqId: ({ headers }) => requestId(headers),
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    ...(options.trustProxy && { trustProxy: [...options.trustProxy] }),
    clientErrorHandler: answerBrokenRequest,
    // Raised before any hook runs.
    frameworkErrors: (error, request, reply) => {
      setStandardHeaders(request, reply);
      sendProblem(error, request, reply, logger);
    },
  });
  const waiting = new Set<AbortController>();

  installRequestContext(app);
  installBodyParser(app);
  installErrors(app, logger);
  installRequestLog(app, logger);
  installRoutes(app, options, (reply) => openSignal(reply, waiting));
  for (const mount of options.mounts ?? []) installMount(app, mount);
  app.addHook('preClose', async () => {
    for (const controller of waiting) controller.abort();
  });

  return {
    async listen({ host = '127.0.0.1', port }) {
      return app.listen({ host, port });
    },
    inject: async (request) => app.inject(request),
    async close() {
      const cut = setTimeout(() => app.server.closeAllConnections(), options.closeGraceMs ?? 5_000);
      await app.close();
      clearTimeout(cut);
    },
  };
}

function installBodyParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer' } as const;
  app.addContentTypeParser(/^application\/(?:[\w.+-]+\+)?json(?:;|$)/, options, (request, bytes, done) => {
    try {
      const { text, value } = parseJsonBody(bytes as Buffer);
      request.parley.bodyText = text;
      done(null, value);
    } catch (error) {
      done(error as Error);
    }
  });
}

function installErrors(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, logger));
  // Before the body is read: an unknown address is an unknown address, whatever was sent to it.
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw unknownAddress(request);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(unknownAddress(request), request, reply, logger));
}

function unknownAddress(request: FastifyRequest) {
  return commonError('not_found', `There is nothing at ${request.method} ${request.url.split('?', 1)[0]}`, {
    hint: 'GET /openapi.json lists every address.',
  });
}

function installRequestLog(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    const { operationId, tenant, startedAt, traceparent } = request.parley;
    if (operationId === undefined) return;
    const line = {
      requestId: request.id,
      traceparent,
      operationId,
      tenantId: tenant?.tenantId,
      actor: tenant?.actor,
      status: reply.statusCode,
      durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
    };
    if (request.method === 'GET') logger.debug(line, 'Request');
    else logger.info(line, 'Request');
  });
}

function installRoutes(
  app: FastifyInstance,
  options: HttpServerOptions,
  signalOf: (reply: FastifyReply) => AbortSignal,
): void {
  const allowed = new Map<string, string[]>();
  for (const { operations, handlers } of options.services) {
    for (const [id, operation] of Object.entries(operations)) {
      const route = operationRoute(id, operation, handlers[id]!, options.gateway, signalOf);
      app.route(route);
      allowed.set(route.url, [...(allowed.get(route.url) ?? []), operation.method]);
    }
  }
  installSystemRoutes(app, options);
  for (const path of ['/health', '/ready', '/openapi.json']) allowed.set(path, ['GET']);
  for (const [url, methods] of allowed) refuseOtherMethods(app, url, methods);
}

function refuseOtherMethods(app: FastifyInstance, url: string, methods: readonly string[]): void {
  const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  const refuse = async (request: FastifyRequest) => {
    throw commonError('method_not_allowed', `${request.method} is not possible here`, { details: { allow } });
  };
  const others = METHODS.filter((method) => !methods.includes(method));
  app.route({ method: others, url, exposeHeadRoute: false, onRequest: refuse, handler: refuse });
}

function installSystemRoutes(app: FastifyInstance, options: HttpServerOptions): void {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async () => {
    try {
      await options.ready?.();
    } catch (cause) {
      options.logger.warn({ err: cause }, 'Not ready');
      throw commonError('unavailable', 'Not ready to do its work', { cause });
    }
    return { status: 'ready' };
  });
  let document: string | undefined;
  app.get('/openapi.json', async (_, reply) => {
    const merged: Operations = Object.assign({}, ...options.services.map((service) => service.operations));
    document ??= JSON.stringify(createOpenApiDocument(merged));
    return reply.type('application/json; charset=utf-8').serializer(String).send(document);
  });
}

function installMount(app: FastifyInstance, { path, handle }: Mount): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_, __, done) => done(null));
    scope.all(`${path}/*`, (request, reply) => {
      reply.hijack();
      handle(request.raw, reply.raw);
    });
  });
}

function openSignal(reply: FastifyReply, waiting: Set<AbortController>): AbortSignal {
  const controller = new AbortController();
  waiting.add(controller);
  reply.raw.once('close', () => {
    waiting.delete(controller);
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
