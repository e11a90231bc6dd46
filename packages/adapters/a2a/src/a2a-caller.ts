import { createHash } from 'node:crypto';
import {
  type A2aCaller,
  type A2aRequest,
  type DocumentLoader,
  type EffectContext,
  isWorkflowError,
  type ResolvedAuthentication,
  type ResourceLocation,
  standardError,
} from '@parley/engine';
import { isObject } from '@parley/kernel';
import { cardAddress, rpcAddress } from './agent-card.ts';
import { readEvents } from './event-stream.ts';
import { answerOf, refusedStatus } from './problems.ts';

/** What the caller needs of the outside; everything rejects with the language's errors. */
export interface A2aNetwork {
  fetchWith(authentication: ResolvedAuthentication | undefined, tenantId: string): typeof globalThis.fetch;
  /** Headers that every call carries. */
  headers(context: EffectContext): Readonly<Record<string, string>>;
}

export interface A2aCallerOptions {
  readonly network: A2aNetwork;
  readonly documents: DocumentLoader;
  /** From the request to the last event of a stream; default 300,000. */
  readonly timeoutMs?: number;
  /** Of a streaming method; default 10,000. */
  readonly maxEvents?: number;
}

const METHODS = new Set([
  'message/send',
  'message/stream',
  'tasks/get',
  'tasks/list',
  'tasks/cancel',
  'tasks/resubscribe',
  'tasks/pushNotificationConfig/set',
  'tasks/pushNotificationConfig/get',
  'tasks/pushNotificationConfig/list',
  'tasks/pushNotificationConfig/delete',
  'agent/getAuthenticatedExtendedCard',
]);

/**
 * Calls agents over A2A 0.3 (https://a2a-protocol.org/v0.3.0/specification/), JSON-RPC over HTTP. The result of a method
 * that streams is the list of its events. A message without an id gets one made of the idempotency key, so that an agent
 * can tell a second attempt from a second message.
 */
export function createA2aCaller(options: A2aCallerOptions): A2aCaller {
  const { network, documents, timeoutMs = 300_000, maxEvents = 10_000 } = options;

  /** Where the agent listens, with the credentials that may go there. */
  async function locate({ server, agentCard }: A2aRequest, context: EffectContext): Promise<ResourceLocation> {
    if (server) return server;
    if (!agentCard) throw standardError('configuration', 'A call of an agent needs its agentCard or its server');
    const card = { ...agentCard, uri: cardAddress(agentCard.uri) };
    const uri = rpcAddress(await documents.load(card, context), card.uri);
    const isSameOrigin = new URL(uri).origin === new URL(card.uri).origin;
    return { uri, ...(isSameOrigin && agentCard.authentication && { authentication: agentCard.authentication }) };
  }

  async function send(request: A2aRequest, context: EffectContext, signal: AbortSignal): Promise<unknown> {
    const { uri, authentication } = await locate(request, context);
    const { method } = request;
    const params = withMessageId(request.parameters, context);
    const fetch = network.fetchWith(authentication, context.tenantId);
    const response = await fetch(uri, {
      method: 'POST',
      headers: {
        ...network.headers(context),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: context.idempotencyKey, method, params }),
      signal,
    });
    if (!response.ok) throw refusedStatus(response.status, await response.text());
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      const result = answerOf(await response.text());
      return isStreaming(method) ? [result] : result;
    }
    const results: unknown[] = [];
    for await (const event of readEvents(response)) {
      results.push(answerOf(event));
      if (results.length > maxEvents) {
        throw standardError('communication', `The agent sent more than ${maxEvents} events`);
      }
    }
    return isStreaming(method) ? results : results.at(-1);
  }

  return {
    async call(request, context) {
      if (!METHODS.has(request.method)) {
        throw standardError(
          'configuration',
          `A2A has no method "${request.method}"; it has ${[...METHODS].join(', ')}`,
        );
      }
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]);
      try {
        return await send(request, context, signal);
      } catch (error) {
        if (context.signal.aborted) throw context.signal.reason;
        if (signal.aborted) {
          throw standardError('timeout', `The agent did not answer within ${timeoutMs / 1000} seconds`);
        }
        if (isWorkflowError(error)) throw error;
        throw standardError(
          'communication',
          `The agent could not be used: ${(error as Error).message}`,
          undefined,
          error,
        );
      }
    },
  };
}

const isStreaming = (method: string) => method === 'message/stream' || method === 'tasks/resubscribe';

function withMessageId(parameters: A2aRequest['parameters'], { idempotencyKey }: EffectContext): object {
  const { message } = parameters;
  if (!isObject(message) || message.messageId !== undefined) return parameters;
  const messageId = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32);
  return { ...parameters, message: { kind: 'message', role: 'user', ...message, messageId } };
}
