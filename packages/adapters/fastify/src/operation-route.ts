import { type Handlers, type OperationSpec, type Operations, parseInput, requireRole } from '@parley/contracts';
import { commonError, isObject, type TenantContext } from '@parley/kernel';
import { checkIdempotencyKey, type Gateway, hashRequest, type StoredResponse } from '@parley/module-gateway';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { httpError } from './errors.ts';
import { checkCharacters } from './json-body.ts';
import { singleHeader } from './request-context.ts';
import { createSerializer, type Serialize } from './serializer.ts';

type AnyHandler = (context: TenantContext | undefined, input: unknown) => Promise<unknown>;

/** A service's operations with what implements them; made by {@link serviceRoutes}. */
export interface ServiceRoutes {
  readonly operations: Operations;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
}

/** Pairs operations with their handlers, for the server. */
export function serviceRoutes<T extends Operations>(operations: T, handlers: Handlers<T>): ServiceRoutes {
  return { operations, handlers: handlers as unknown as ServiceRoutes['handlers'] };
}

/** Hands out the signal that a request's caller went away or the server stops. */
export type SignalOf = (reply: FastifyReply) => AbortSignal;

interface Route {
  readonly id: string;
  readonly operation: OperationSpec;
  readonly handler: AnyHandler;
  readonly serialize: Serialize;
  readonly gateway: Gateway;
  readonly signalOf: SignalOf;
}

const DEFAULT_BODY_BYTES = 1024 * 1024;

/** The route of one operation. Who calls is checked before a byte of the body is read. */
export function operationRoute(
  id: string,
  operation: OperationSpec,
  handler: AnyHandler,
  gateway: Gateway,
  signalOf: SignalOf,
): RouteOptions {
  const serialize = createSerializer(operation);
  const route: Route = { id, operation, handler, serialize, gateway, signalOf };
  return {
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: operation.maxBodyBytes ?? DEFAULT_BODY_BYTES,
    onRequest: (request) => admit(route, request),
    handler: (request, reply) => answer(route, request, reply),
  };
}

async function admit({ id, operation, gateway }: Route, request: FastifyRequest): Promise<void> {
  request.parley.operationId = id;
  if (operation.role === 'public') return gateway.admit(`address:${request.ip}`);
  const { traceparent } = request.parley;
  const context = await gateway.authenticate({
    authorization: singleHeader(request, 'authorization'),
    tenantSlug: singleHeader(request, 'parley-tenant'),
    traceparent,
  });
  request.parley.tenant = context;
  gateway.admit(`tenant:${context.tenantId}`);
  decide(id, operation, gateway, context, request);
}

function decide(
  id: string,
  operation: OperationSpec,
  gateway: Gateway,
  context: TenantContext,
  request: FastifyRequest,
): void {
  const { tenantId, actor } = context;
  const decision = { tenantId, actor, action: id, subject: request.url.split('?', 1)[0]! };
  try {
    requireRole(operation, context);
  } catch (error) {
    gateway.audit({ ...decision, outcome: 'denied' });
    throw error;
  }
  if (operation.method !== 'GET') gateway.audit({ ...decision, outcome: 'allowed' });
}

async function answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const input = readInput(route, request, reply);
  const idempotencyKey = readIdempotencyKey(route.operation, request);
  const run = async (): Promise<StoredResponse> => {
    const meta = idempotencyKey === undefined ? {} : { idempotencyKey };
    const result = await route.handler(request.parley.tenant, { ...input, ...meta });
    setEtag(route.operation, result, reply);
    const { status } = route.operation;
    return { status, body: status === 204 ? '' : route.serialize(result) };
  };
  const { once } = route.gateway;
  const context = request.parley.tenant;
  if (idempotencyKey === undefined || !once || !context) return send(request, reply, await run());
  const { tenantId, actor } = context;
  const requestHash = hashRequest(request.url, request.parley.bodyText);
  const outcome = await once({ tenantId, actor, key: idempotencyKey, operationId: route.id, requestHash }, run);
  if (outcome.replayed) reply.header('idempotency-replayed', 'true');
  return send(request, reply, outcome);
}

function readInput({ operation, signalOf }: Route, request: FastifyRequest, reply: FastifyReply) {
  const input: Record<string, unknown> = { signal: signalOf(reply) };
  if (operation.params) input.params = request.params;
  if (operation.query) input.query = request.query;
  if (operation.body) input.body = request.body;
  if (operation.rawBody) {
    input.rawBody = request.parley.bodyText;
    input.headers = request.headers;
  }
  if (request.url.includes('%00')) checkCharacters([request.params, request.query]);
  const ifMatch = readIfMatch(operation, request);
  if (ifMatch !== undefined) input.ifMatch = ifMatch;
  return parseInput(operation, input);
}

function readIdempotencyKey(operation: OperationSpec, request: FastifyRequest): string | undefined {
  if (operation.method !== 'POST') return undefined;
  const key = singleHeader(request, 'idempotency-key');
  return key === undefined ? undefined : checkIdempotencyKey(key);
}

function readIfMatch(operation: OperationSpec, request: FastifyRequest): string | undefined {
  if (!operation.etag || operation.method === 'GET') return undefined;
  const header = singleHeader(request, 'if-match');
  if (header !== undefined) {
    const match = /^"([\x21\x23-\x7e]*)"$/.exec(header);
    if (match) return match[1]!;
    throw commonError('invalid_request', 'If-Match must be the one ETag of the version that was read, in quotes');
  }
  if (operation.method === 'POST') return undefined;
  throw httpError('precondition_required', 'This change needs the header If-Match', {
    hint: 'Read the document and send its ETag.',
  });
}

function setEtag(operation: OperationSpec, result: unknown, reply: FastifyReply): void {
  if (operation.etag && isObject(result) && typeof result.etag === 'string') reply.header('etag', `"${result.etag}"`);
}

function send(request: FastifyRequest, reply: FastifyReply, { status, body }: StoredResponse): FastifyReply {
  const etag = reply.getHeader('etag');
  if (etag !== undefined && request.method === 'GET' && request.headers['if-none-match'] === etag) {
    return reply.code(304).send();
  }
  if (status === 204) return reply.code(status).send();
  return reply.code(status).type('application/json; charset=utf-8').serializer(String).send(body);
}
