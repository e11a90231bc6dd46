import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgentCard, Message, Task } from '@a2a-js/sdk';
import {
  type AgentExecutor,
  DefaultRequestHandler,
  InMemoryTaskStore,
  JsonRpcTransportHandler,
} from '@a2a-js/sdk/server';
import { createAuthenticatedSender, createCallNetwork, createDocumentLoader, createEgress } from '@parley/adapter-http';
import type { A2aRequest, EffectContext } from '@parley/engine';
import { effectContext, effectPortContract } from '@parley/engine/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type A2aCallerOptions, createA2aCaller } from './a2a-caller.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let http: Server;
let base = '';
let egress: ReturnType<typeof createEgress>;
let answer: Handler;
let agent: JsonRpcTransportHandler;
let card: Record<string, unknown>;
let received: { headers: IncomingMessage['headers']; body: { params?: { message?: Message } } }[] = [];

/** Answers "hello" at once, or works in a task when it is asked to. */
const executor: AgentExecutor = {
  async execute({ userMessage, taskId, contextId }, bus) {
    const asked = userMessage.parts[0]?.kind === 'text' ? userMessage.parts[0].text : '';
    if (asked === 'work' || asked === 'wait') {
      const task: Task = { kind: 'task', id: taskId, contextId, status: { state: 'working' }, history: [userMessage] };
      bus.publish(task);
      if (asked === 'wait') return;
      bus.publish({
        kind: 'artifact-update',
        taskId,
        contextId,
        artifact: { artifactId: 'a', parts: [{ kind: 'text', text: 'done' }] },
      });
      bus.publish({ kind: 'status-update', taskId, contextId, status: { state: 'completed' }, final: true });
    } else {
      const parts: Message['parts'] = [{ kind: 'text', text: `hello ${asked}` }];
      bus.publish({ kind: 'message', role: 'agent', messageId: 'm-1', contextId, parts });
    }
    bus.finished();
  },
  async cancelTask(taskId, bus) {
    bus.publish({ kind: 'status-update', taskId, contextId: 'c', status: { state: 'canceled' }, final: true });
    bus.finished();
  },
};

async function serveAgent(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  if (request.method === 'GET')
    return void response.setHeader('content-type', 'application/json').end(JSON.stringify(card));
  received.push({ headers: request.headers, body: JSON.parse(body) });
  const result = await agent.handle(JSON.parse(body));
  if (!(Symbol.asyncIterator in result))
    return void response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for await (const each of result) response.write(`id: 1\r\ndata: ${JSON.stringify(each)}\r\n\r\n`);
  response.end();
}

beforeAll(async () => {
  http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  egress = createEgress({ allow: [`127.0.0.1:${port}`, `localhost:${port}`], maxResponseBytes: 100_000 });
});
afterAll(async () => {
  await egress.close();
  http.closeAllConnections();
  http.close();
});
beforeEach(() => {
  received = [];
  answer = (...args) => void serveAgent(...args);
  const capabilities = { streaming: true, pushNotifications: false };
  card = {
    name: 'a',
    description: 'd',
    version: '1',
    protocolVersion: '0.3.0',
    url: `${base}/rpc`,
    skills: [],
    capabilities,
    defaultInputModes: [],
    defaultOutputModes: [],
  };
  agent = new JsonRpcTransportHandler(
    new DefaultRequestHandler(card as unknown as AgentCard, new InMemoryTaskStore(), executor),
  );
});

const say = (text: string) => ({ message: { parts: [{ kind: 'text', text }] } });

function call(
  method: string,
  parameters: object = {},
  more: Partial<A2aRequest> = {},
  options: Partial<A2aCallerOptions> = {},
  overrides = {},
) {
  const clock = { now: () => 0 };
  const network = createCallNetwork(egress, clock);
  const documents = createDocumentLoader(createAuthenticatedSender(egress, clock), clock);
  const where = more.agentCard || more.server ? {} : { server: { uri: `${base}/rpc` } };
  const request = { method, parameters: parameters as A2aRequest['parameters'], ...where, ...more };
  return createA2aCaller({ network, documents, ...options }).call(request, effectContext(overrides));
}
const problem = (kind: string, status: number, detail: string) => ({
  problem: { status, type: expect.stringMatching(`${kind}$`), detail: expect.stringContaining(detail) },
});

describe('an agent', () => {
  it('answers a message, whose id is the same at every attempt', async () => {
    expect(await call('message/send', say('you'))).toMatchObject({ kind: 'message', parts: [{ text: 'hello you' }] });
    await call('message/send', say('you'), {}, {}, { attempt: 2 });
    await call('message/send', say('you'), {}, {}, { idempotencyKey: 'another' });
    const ids = received.map(({ body }) => body.params?.message?.messageId);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([true, false]);
  });

  it('streams its events, which come as a list', async () => {
    const events = (await call('message/stream', say('work'))) as { kind: string }[];
    expect(events.map(({ kind }) => kind)).toEqual(['task', 'artifact-update', 'status-update']);
  });

  it('has tasks that can be looked at', async () => {
    const { id } = (await call('message/send', say('work'))) as Task;
    expect(await call('tasks/get', { id })).toMatchObject({
      id,
      status: { state: 'completed' },
      artifacts: [{ artifactId: 'a' }],
    });
    await expect(call('tasks/cancel', { id })).rejects.toMatchObject(problem('communication', 409, '-32002'));
  });

  it('is found by its card, and by its address', async () => {
    const agentCard = { uri: `${base}/.well-known/agent-card.json`, authentication: { bearer: { token: 't0ken' } } };
    expect(await call('message/send', say('x'), { agentCard })).toMatchObject({ kind: 'message' });
    expect(await call('message/send', say('x'), { agentCard: { uri: base } })).toMatchObject({ kind: 'message' });
    expect(received[0]!.headers).toMatchObject({
      authorization: 'Bearer t0ken',
      'idempotency-key': 'execution-1/do/0/call',
    });
  });

  it('gets no credentials of its card when it is somewhere else', async () => {
    card.url = `${base.replace('127.0.0.1', 'localhost')}/rpc`;
    await call('message/send', say('x'), { agentCard: { uri: base, authentication: { bearer: { token: 't0ken' } } } });
    expect(received[0]!.headers.authorization).toBeUndefined();
  });
});

describe('a call fails', () => {
  it.each([
    ['tasks/get', { id: 'nothing' }, problem('communication', 404, '-32001')],
    ['tasks/pushNotificationConfig/get', { id: 'x' }, problem('configuration', 400, '-32003')],
    ['agent/getAuthenticatedExtendedCard', {}, problem('configuration', 400, '-320')],
    ['tasks/get', [], problem('validation', 400, '-32602')],
    ['tasks/delete', {}, problem('configuration', 400, 'has no method')],
  ])('with the error that fits for %s', async (method, parameters, expected) => {
    await expect(call(method, parameters)).rejects.toMatchObject(expected);
  });

  it.each([401, 403, 503])('with a communication error for status %i', async (status) => {
    answer = (_, response) => response.writeHead(status).end('no');
    await expect(call('tasks/get')).rejects.toMatchObject(problem('communication', status, 'no'));
  });

  it('when the answer is no JSON-RPC, or larger than it may be', async () => {
    answer = (_, response) => response.end('<p>hello');
    await expect(call('tasks/get')).rejects.toMatchObject(problem('communication', 500, 'no JSON-RPC'));
    answer = (_, response) => response.end('x'.repeat(200_000));
    await expect(call('tasks/get')).rejects.toMatchObject(problem('communication', 500, 'larger than 100000'));
  });

  it('when there are more events than there may be', async () => {
    await expect(call('message/stream', say('work'), {}, { maxEvents: 2 })).rejects.toMatchObject(
      problem('communication', 500, 'more than 2'),
    );
  });

  it('when it takes too long, and when it is cancelled', async () => {
    answer = () => {};
    await expect(call('tasks/get', {}, {}, { timeoutMs: 50 })).rejects.toMatchObject(
      problem('timeout', 408, '0.05 seconds'),
    );
    const stop = new AbortController();
    const running = call('tasks/get', {}, {}, {}, { signal: stop.signal });
    setTimeout(() => stop.abort('cancelled'), 20);
    await expect(running).rejects.toBe('cancelled');
  });

  it.each([
    [{ url: 'http://x/', preferredTransport: 'GRPC' }, 'it offers GRPC'],
    [
      { supportedInterfaces: [{ url: 'http://x/', protocolBinding: 'JSONRPC', protocolVersion: '1.0' }] },
      'a later version',
    ],
    [[], 'no agent card'],
  ])('with a configuration error for the card %j', async (given, detail) => {
    card = given as Record<string, unknown>;
    await expect(call('message/send', say('x'), { agentCard: { uri: base } })).rejects.toMatchObject(
      problem('configuration', 400, detail),
    );
  });

  it('with an authorization error when the card names a private address', async () => {
    card.url = 'http://169.254.169.254/rpc';
    await expect(call('message/send', say('x'), { agentCard: { uri: base } })).rejects.toMatchObject(
      problem('authorization', 403, 'not a public address'),
    );
  });
});

effectPortContract('the A2A caller', () => {
  const network = createCallNetwork(egress, { now: () => 0 });
  const documents = { load: () => Promise.reject(new Error('no card is needed')) };
  const caller = createA2aCaller({ network, documents });
  const ask = (method: string, parameters: object, each: EffectContext) =>
    caller.call({ method, parameters: parameters as A2aRequest['parameters'], server: { uri: `${base}/rpc` } }, each);
  return {
    succeed: (each) => ask('message/send', say('you'), each),
    fail: (each) => ask('tasks/get', { id: 'nothing' }, each),
    hang(each) {
      answer = () => {};
      return ask('tasks/get', { id: 'x' }, each).finally(() => {
        answer = (...args) => void serveAgent(...args);
      });
    },
    idempotencyMarks: () => received.map(({ body }) => body.params?.message?.messageId),
  };
});
