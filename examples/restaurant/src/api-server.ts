import addFormats from 'ajv-formats';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Context, type Document, OpenAPIBackend } from 'openapi-backend';
import type { Call, CallLog } from './call-log.ts';
import { apiDocument } from './documents.ts';
import type { Handler, HandlerContext, Handlers } from './handler.ts';
import type { IdempotencyStore } from './idempotency.ts';
import { ProblemError, problemBody } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';
import type { ApiName } from './records.ts';

export interface ApiServerOptions {
  readonly api: ApiName;
  readonly handlers: Handlers;
  readonly apiKey: string;
  readonly calls: CallLog;
  readonly idempotency: IdempotencyStore;
  readonly rateLimit: RateLimit;
  /** Delays or fails an operation as the current scenario wants. */
  readonly disturb: (operationId: string) => Promise<void>;
  readonly context: () => HandlerContext;
  /** `http://127.0.0.1:7400`, known once the server listens. */
  readonly origin: () => string;
}

interface Answer {
  readonly status: number;
  /** The body as JSON text. */
  readonly body: string;
}

/** Serves one API under `/<api>`: its document at `openapi.json`, its operations as the document describes them. */
export async function mountApi(app: FastifyInstance, options: ApiServerOptions): Promise<void> {
  const backend = createBackend(options);
  await backend.init();
  const operations = backend.router.getOperations();
  backend.router.getOperations = () => operations; // it would list them anew several times per request
  const prefix = `/${options.api}`;
  app.get(`${prefix}/openapi.json`, () => apiDocument(options.api, options.origin()));
  app.all(`${prefix}/*`, async (request, reply) => {
    const call = startCall(options, request, prefix);
    const { status, body } = await answerOf(() => handle(backend, options, request, reply, call));
    call.status = status;
    if (status === 503) reply.header('retry-after', '1');
    reply.header('content-type', status >= 400 ? 'application/problem+json' : 'application/json');
    return reply.code(status).send(body);
  });
}

function startCall({ calls, api, context }: ApiServerOptions, request: FastifyRequest, prefix: string): Call {
  return calls.start({
    at: new Date(context().nowMs).toISOString(),
    api,
    method: request.method,
    path: request.url.slice(prefix.length),
    idempotencyKey: header(request, 'idempotency-key') ?? null,
  });
}

/** Turns whatever a handler throws into an answer. */
async function answerOf(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    const problem =
      error instanceof ProblemError ? error : new ProblemError(500, 'internal', 'The sandbox failed; see its log.');
    if (problem.status === 500) console.error(error);
    return { status: problem.status, body: JSON.stringify(problemBody(problem)) };
  }
}

async function handle(
  backend: OpenAPIBackend,
  options: ApiServerOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  call: Call,
): Promise<Answer> {
  const quota = options.rateLimit.take(options.context().nowMs);
  reply.headers({
    'ratelimit-limit': quota.limit,
    'ratelimit-remaining': quota.remaining,
    'ratelimit-reset': quota.resetSeconds,
  });
  if (!quota.allowed) {
    reply.header('retry-after', quota.resetSeconds);
    throw new ProblemError(429, 'rate_limited', `Wait ${quota.resetSeconds} s and try again.`);
  }
  const body = bodyOf(request);
  call.body = body.decoded;
  const incoming = {
    method: request.method,
    path: call.path.split('?')[0]!,
    query: call.path.split('?')[1] ?? '',
    headers: request.headers as Record<string, string | string[]>,
    body: body.raw,
  };
  return (await backend.handleRequest(incoming, call, reply)) as Answer;
}

/** The body as text for validation, and decoded for the log. */
function bodyOf(request: FastifyRequest): { raw: string | undefined; decoded: unknown } {
  const raw = typeof request.body === 'string' && request.body !== '' ? request.body : undefined;
  if (raw === undefined) return { raw, decoded: undefined };
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new ProblemError(415, 'unsupported_media_type', 'Send the body as application/json.');
  }
  try {
    return { raw, decoded: JSON.parse(raw) };
  } catch {
    throw new ProblemError(400, 'malformed_json', 'The body is not JSON.');
  }
}

function createBackend(options: ApiServerOptions): OpenAPIBackend {
  const backend = new OpenAPIBackend({
    definition: apiDocument(options.api) as unknown as Document,
    quick: true, // the tests check the documents; compiling validators waits for the first request
    strict: true,
    coerceTypes: true,
    customizeAjv: (ajv) => addFormats.default(ajv),
    securityHandlers: {
      apiKey: (context: Context) => context.request.headers.authorization === `Bearer ${options.apiKey}`,
    },
    handlers: {
      notFound: fail(404, 'not_found', 'There is no such address.'),
      methodNotAllowed: fail(405, 'method_not_allowed', 'This address does not take this method.'),
      notImplemented: fail(501, 'not_implemented', 'The sandbox lacks this operation.'),
      unauthorizedHandler: (_context: Context, _call: Call, reply: FastifyReply) => {
        reply.header('www-authenticate', 'Bearer');
        throw new ProblemError(401, 'unauthorized', 'Send the API key of this connection as a bearer token.');
      },
      validationFail: ({ validation }: Context) => {
        const errors = (validation.errors ?? []).map((error) => ({
          path: error.instancePath || '/',
          message: error.message ?? 'does not fit',
        }));
        const first = errors[0];
        throw new ProblemError(400, 'invalid_request', `${first?.path} ${first?.message}`, errors);
      },
      postRoutingHandler: ({ operation }: Context, call: Call) => {
        call.operationId = operation?.operationId ?? null;
      },
      ...Object.fromEntries(
        Object.entries(options.handlers).map(([operationId, handler]) => [operationId, operationOf(handler, options)]),
      ),
    },
  });
  return backend;
}

/** Runs a handler under the scenario, once per idempotency key. */
function operationOf(handler: Handler, { disturb, idempotency, context, api }: ApiServerOptions) {
  return async ({ request, operation }: Context, call: Call, reply: FastifyReply): Promise<Answer> => {
    const run = async (): Promise<string> => {
      await disturb(operation.operationId!);
      const { params, query, requestBody } = request;
      const body = handler({ params, query: query ?? {}, body: requestBody ?? {} }, context());
      return JSON.stringify(body); // text, as the recorded answer must not follow later changes
    };
    const status = successStatus(operation.responses ?? {});
    if (call.idempotencyKey === null || call.method === 'GET') return { status, body: await run() };
    const fingerprint = JSON.stringify([call.method, call.path, call.body]);
    const { answer, replayed } = await idempotency.once(`${api} ${call.idempotencyKey}`, fingerprint, run);
    call.replayed = replayed;
    if (replayed) reply.header('idempotent-replayed', 'true');
    return { status, body: answer };
  };
}

const successStatus = (responses: object) =>
  Number(Object.keys(responses).find((status) => status.startsWith('2')) ?? 200);

function fail(status: number, code: string, detail: string) {
  return () => {
    throw new ProblemError(status, code, detail);
  };
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
