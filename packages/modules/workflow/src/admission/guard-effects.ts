import {
  type EffectContext,
  type Effects,
  type HttpCaller,
  type HttpRequest,
  type HttpResponse,
  standardError,
} from '@parley/engine';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { FairGate } from './fair-gate.ts';

const UNAVAILABLE = 503;
const SERVER_ERROR = 500;

/**
 * Effects behind the bulkhead and the circuit breakers: a tenant's calls take turns with those of others, and an operation
 * that keeps failing is not called for a while. What only touches Parley itself (definitions, secrets, approvals,
 * documents in the cache) passes freely.
 */
export function guardEffects(effects: Effects, gate: FairGate, breaker: CircuitBreaker): Effects {
  const inTurn = async <T>(context: EffectContext, call: () => Promise<T>): Promise<T> => {
    const release = await gate.enter(context.tenantId, context.signal);
    try {
      return await call();
    } finally {
      release();
    }
  };
  const { grpc, a2a, mcp, asyncapi, scripts, containers } = effects;
  return {
    ...effects,
    http: guardHttp(effects.http, breaker, inTurn),
    functions: Object.fromEntries(
      Object.entries(effects.functions).map(([name, call]) => [
        name,
        (args: Parameters<typeof call>[0], context: EffectContext) => inTurn(context, () => call(args, context)),
      ]),
    ),
    ...(grpc && { grpc: { call: (request, context) => inTurn(context, () => grpc.call(request, context)) } }),
    ...(a2a && { a2a: { call: (request, context) => inTurn(context, () => a2a.call(request, context)) } }),
    ...(mcp && { mcp: { call: (request, context) => inTurn(context, () => mcp.call(request, context)) } }),
    ...(scripts && {
      scripts: {
        languages: scripts.languages,
        run: (request, context) => inTurn(context, () => scripts.run(request, context)),
      },
    }),
    ...(containers && {
      containers: {
        run: (request, context) => inTurn(context, () => containers.run(request, context)),
        shell: (request, context) => inTurn(context, () => containers.shell(request, context)),
      },
    }),
    ...(asyncapi && {
      asyncapi: {
        publish: (target, message, context) => inTurn(context, () => asyncapi.publish(target, message, context)),
        // Listening may take days and holds no place.
        consume: (target, options, context) => asyncapi.consume(target, options, context),
      },
    }),
  };
}

function guardHttp(
  http: HttpCaller,
  breaker: CircuitBreaker,
  inTurn: <T>(context: EffectContext, call: () => Promise<T>) => Promise<T>,
): HttpCaller {
  const attempt = async (request: HttpRequest, context: EffectContext): Promise<HttpResponse> => {
    const key = circuitOf(request, context);
    const refused = breaker.refusedForMs(key);
    if (refused > 0) throw refusal(request, refused);
    try {
      const response = await http.call(request, context);
      if (response.statusCode >= SERVER_ERROR) breaker.failed(key);
      else breaker.succeeded(key);
      return response;
    } catch (error) {
      if (context.signal.aborted) breaker.dropped(key);
      else breaker.failed(key);
      throw error;
    }
  };
  return { call: (request, context) => inTurn(context, () => attempt(request, context)) };
}

/** Tenant, system and operation: segments of the path that hold digits are ids, so that an operation has one circuit. */
function circuitOf({ method, uri, connection }: HttpRequest, { tenantId }: EffectContext): string {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const path = url?.pathname
    .split('/')
    .map((segment) => (/\d/.test(segment) && !/^v\d+$/.test(segment) ? '*' : segment))
    .join('/');
  return `${tenantId} ${connection ?? ''} ${method} ${url?.origin ?? ''}${path ?? uri}`;
}

function refusal({ method, uri }: HttpRequest, refusedForMs: number) {
  const where = URL.canParse(uri) ? new URL(uri).origin + new URL(uri).pathname : uri;
  const seconds = Math.ceil(refusedForMs / 1_000);
  return standardError(
    'communication',
    `${method} ${where} kept failing and is not called for ${seconds} s`,
    UNAVAILABLE,
  );
}
