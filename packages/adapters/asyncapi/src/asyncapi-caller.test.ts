import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthenticatedSender, createCallNetwork, createEgress, createHttpCaller } from '@parley/adapter-http';
import type { AsyncApiMessage, AsyncApiTarget } from '@parley/engine';
import { effectContext, effectPortContract } from '@parley/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type AsyncApiCallerOptions, createAsyncApiCaller } from './asyncapi-caller.ts';

let http: Server;
let sockets: WebSocketServer;
let port = 0;
let egress: ReturnType<typeof createEgress>;
let status = 202;
let requests: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
let connections: { url: string; headers: IncomingHttpHeaders }[] = [];
let frames: string[] = [];
let onConnection = (_: WebSocket) => {};

beforeAll(async () => {
  http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end();
    });
  });
  sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket, request) => {
    connections.push({ url: request.url!, headers: request.headers });
    socket.on('message', (data) => frames.push(String(data)));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ({ port } = http.address() as AddressInfo);
  egress = createEgress({ allow: [`localhost:${port}`] });
});
afterAll(async () => {
  await egress.close();
  for (const client of sockets.clients) client.terminate();
  http.closeAllConnections();
  http.close();
});
beforeEach(() => {
  [status, requests, connections, frames, onConnection] = [202, [], [], [], () => {}];
});
afterEach(() => {
  for (const client of sockets.clients) client.terminate();
});

const correlationId = { location: '$message.payload#/meta/id' };
const V3 = () => ({
  asyncapi: '3.0.0',
  servers: {
    broker: { host: 'broker.test', protocol: 'kafka' },
    web: {
      host: `localhost:${port}`,
      pathname: '/{stage}',
      protocol: 'http',
      variables: { stage: { default: 'v1', enum: ['v1', 'v2'] } },
    },
    live: { host: `localhost:${port}`, pathname: '/live', protocol: 'ws' },
  },
  channels: {
    orders: {
      address: 'orders/{id}',
      servers: [{ $ref: '#/servers/web' }],
      parameters: { id: { location: '$message.payload#/id' } },
      messages: { m: { $ref: '#/components/messages/order' } },
    },
    notes: { address: 'notes', servers: [{ $ref: '#/servers/live' }], messages: { note: { correlationId } } },
    log: { address: 'log', servers: [{ $ref: '#/servers/broker' }] },
  },
  operations: {
    sendOrder: { action: 'send', channel: { $ref: '#/channels/orders' }, bindings: { http: { method: 'PUT' } } },
    getNotes: { action: 'receive', channel: { $ref: '#/channels/notes' } },
    writeLog: { action: 'send', channel: { $ref: '#/channels/log' } },
  },
  components: { messages: { order: { contentType: 'application/vnd.order+json' } } },
});
const V2 = () => `
asyncapi: 2.6.0
servers:
  live: { url: 'ws://localhost:${port}/live', protocol: ws }
  web: { url: 'localhost:${port}/hooks', protocol: http }
channels:
  /notes:
    subscribe:
      operationId: onNote
      message: { correlationId: { location: '$message.payload#/meta/id' } }
  orders: { servers: [web], publish: { operationId: order, message: { $ref: '#/components/messages/order' } } }
components: { messages: { order: { payload: {} } } }
`;

function caller(document: unknown = V3(), options: Partial<AsyncApiCallerOptions> = {}) {
  const clock = { now: () => 0 };
  return createAsyncApiCaller({
    documents: { load: async () => (typeof document === 'string' ? document : JSON.stringify(document)) },
    http: createHttpCaller(createAuthenticatedSender(egress, clock)),
    network: createCallNetwork(egress, clock),
    ...options,
  });
}
const target = (more: Partial<AsyncApiTarget>): AsyncApiTarget => ({
  document: { uri: 'https://docs.test/a.json' },
  ...more,
});
const problem = (kind: string, code: number, detail: string) => ({
  problem: { status: code, type: expect.stringMatching(`${kind}$`), detail: expect.stringContaining(detail) },
});

/** Takes `amount` messages. */
async function consume(
  where: Partial<AsyncApiTarget>,
  amount: number,
  forMs?: number,
  document?: unknown,
  options = {},
  overrides = {},
) {
  const taken: AsyncApiMessage[] = [];
  const take = (message: AsyncApiMessage) => (taken.push(message) < amount ? ('more' as const) : ('stop' as const));
  await caller(document, options).consume(
    target(where),
    { take, ...(forMs !== undefined && { forMs }) },
    effectContext(overrides),
  );
  return taken;
}

describe('publishing over HTTP', () => {
  it('sends the payload to the address of the operation', async () => {
    const message = { payload: { id: 'a/b', n: 1 }, headers: { 'x-own': 1 } };
    const authentication = { bearer: { token: 't0ken' } };
    await caller().publish(target({ operation: 'sendOrder', authentication }), message, effectContext());
    expect(requests).toMatchObject([
      {
        method: 'PUT',
        url: '/v1/orders/a%2Fb',
        body: '{"id":"a/b","n":1}',
        headers: {
          'content-type': 'application/vnd.order+json',
          'x-own': '1',
          authorization: 'Bearer t0ken',
          'idempotency-key': 'execution-1/do/0/call',
        },
      },
    ]);
  });

  it('fills in the variables of the server', async () => {
    const to = target({ channel: 'orders', server: { name: 'web', variables: { stage: 'v2' } } });
    await caller().publish(to, { payload: { id: 1 } }, effectContext());
    expect(requests[0]).toMatchObject({ method: 'PUT', url: '/v2/orders/1' });
    const wrong = target({ channel: 'orders', server: { name: 'web', variables: { stage: 'v9' } } });
    await expect(caller().publish(wrong, { payload: { id: 1 } }, effectContext())).rejects.toMatchObject(
      problem('configuration', 400, 'a value for stage of v1, v2'),
    );
  });

  it.each(['evil.test/', 'evil.test#', 'evil.test?', 'u@evil.test:', 'evil.test\\', '..', ''])(
    'refuses %j in the host, which would send the credentials to another one',
    async (shop) => {
      const document = {
        ...V3(),
        servers: { web: { host: `{shop}.localhost:${port}`, protocol: 'http', variables: { shop: {} } } },
        channels: { orders: { address: 'orders' } },
      };
      const to = target({
        ...{ channel: 'orders', server: { name: 'web', variables: { shop } } },
        authentication: { bearer: { token: 't0ken' } },
      });
      await expect(caller(document).publish(to, { payload: 1 }, effectContext())).rejects.toMatchObject(
        problem('configuration', 400, 'The value of shop'),
      );
    },
  );

  it('refuses a parameter that would lead to another channel', async () => {
    const sent = caller().publish(target({ operation: 'sendOrder' }), { payload: { id: '..' } }, effectContext());
    await expect(sent).rejects.toMatchObject(problem('configuration', 400, 'no address of a channel'));
    expect(requests).toEqual([]);
  });

  it('reads documents of version 2 in YAML', async () => {
    await caller(V2()).publish(target({ channel: '/orders' }), { payload: [1] }, effectContext());
    await caller(V2()).publish(target({ operation: 'order' }), { payload: 'text' }, effectContext());
    expect(requests).toMatchObject([{ method: 'POST', url: '/hooks/orders', body: '[1]' }, { body: '"text"' }]);
  });

  it('fails with the status of the answer', async () => {
    status = 503;
    const sent = caller().publish(target({ operation: 'sendOrder' }), { payload: { id: 1 } }, effectContext());
    await expect(sent).rejects.toMatchObject(problem('communication', 503, 'answered 503'));
  });
});

describe('publishing over WebSocket', () => {
  it('sends one frame, with credentials in the handshake', async () => {
    const authentication = { basic: { username: 'u', password: 'p' } };
    await caller().publish(target({ channel: 'notes', authentication }), { payload: { a: 1 } }, effectContext());
    await expect.poll(() => frames).toEqual(['{"a":1}']);
    expect(connections).toMatchObject([
      {
        url: '/live/notes',
        headers: {
          authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
          'idempotency-key': 'execution-1/do/0/call',
        },
      },
    ]);
  });
});

describe('consuming over WebSocket', () => {
  const burst = (socket: WebSocket) => {
    for (let n = 1; n <= 5; n += 1) socket.send(JSON.stringify({ n, meta: { id: `c${n}` } }));
  };

  it.each([
    ['version 3', { operation: 'getNotes' }, () => V3()],
    ['version 3 by its channel', { channel: 'notes', protocol: 'ws' }, () => V3()],
    ['version 2', { channel: 'notes' }, () => V2()],
    ['version 2 by its operation', { operation: 'onNote' }, () => V2()],
  ])('takes as many messages as are wanted, of a document of %s', async (_, where, document) => {
    onConnection = burst;
    expect(await consume(where, 3, undefined, document())).toEqual(
      [1, 2, 3].map((n) => ({ payload: { n, meta: { id: `c${n}` } }, correlationId: `c${n}` })),
    );
  });

  it('ends when the time is over, with what came', async () => {
    onConnection = burst;
    expect(await consume({ operation: 'getNotes' }, 100, 200)).toHaveLength(5);
  });

  it('ends when the server has said everything', async () => {
    onConnection = (socket) => {
      socket.send('plain text');
      socket.close(1000);
    };
    expect(await consume({ operation: 'getNotes' }, 100)).toEqual([{ payload: 'plain text' }]);
  });

  it('fails when the connection breaks', async () => {
    onConnection = (socket) => socket.close(1011);
    await expect(consume({ operation: 'getNotes' }, 1)).rejects.toMatchObject(
      problem('communication', 500, 'code 1011'),
    );
    onConnection = (socket) => socket.terminate();
    await expect(consume({ operation: 'getNotes' }, 1)).rejects.toMatchObject(
      problem('communication', 500, 'code 1006'),
    );
  });

  it('is bounded in time and size', async () => {
    const where = { operation: 'getNotes' };
    await expect(consume(where, 1, undefined, V3(), { maxConsumeMs: 50 })).rejects.toMatchObject(
      problem('timeout', 408, '0.05 seconds'),
    );
    onConnection = burst;
    await expect(consume(where, 9, undefined, V3(), { maxBytes: 60 })).rejects.toMatchObject(
      problem('communication', 500, 'more than 60 bytes'),
    );
    await expect(consume(where, 9, undefined, V3(), { maxMessageBytes: 10 })).rejects.toMatchObject(
      problem('communication', 500, 'too large'),
    );
  });

  it('ends with the reason of its cancellation', async () => {
    const stop = new AbortController();
    onConnection = () => stop.abort('cancelled');
    await expect(consume({ operation: 'getNotes' }, 1, undefined, V3(), {}, { signal: stop.signal })).rejects.toBe(
      'cancelled',
    );
    await expect.poll(() => sockets.clients.size).toBe(0);
  });

  it('raises what the filter of the task raises', async () => {
    onConnection = burst;
    const take = () => {
      throw new Error('filter');
    };
    await expect(caller().consume(target({ operation: 'getNotes' }), { take }, effectContext())).rejects.toThrow(
      'filter',
    );
  });
});

describe('what cannot be done', () => {
  const refused = (detail: string) => problem('configuration', 400, detail);

  it('is refused for a protocol without an adapter, which is named with those there are', async () => {
    const sent = caller().publish(target({ operation: 'writeLog' }), { payload: 1 }, effectContext());
    await expect(sent).rejects.toMatchObject(
      refused('no adapter for kafka here; there are adapters for http, https, ws, wss'),
    );
    await expect(consume({ channel: 'notes', protocol: 'mqtt' }, 1)).rejects.toMatchObject(
      refused('no adapter for mqtt'),
    );
    await expect(
      consume({ channel: 'orders', server: { name: 'web', variables: { id: 1 } } }, 1),
    ).rejects.toMatchObject(refused('cannot be received over http'));
  });

  it.each([
    [{ operation: 'nothing' }, V3, 'it has sendOrder, getNotes, writeLog'],
    [{ channel: 'nothing' }, V3, 'it has orders, notes, log'],
    [{ operation: 'nothing' }, V2, 'no operation "nothing"'],
    [{ channel: 'notes', server: { name: 'nothing' } }, V3, 'it has broker, web, live'],
    [{ channel: 'a' }, () => ({ asyncapi: '3.0.0', channels: { a: { $ref: '#/channels/a' } } }), 'in a circle'],
    [
      { channel: 'a' },
      () => ({ asyncapi: '3.0.0', channels: { a: { $ref: 'https://other.test/x' } } }),
      'in another document',
    ],
    [{ channel: 'a' }, () => ({ asyncapi: '1.2.0' }), 'no AsyncAPI of version 2 or 3'],
    [{ channel: 'a' }, () => '{ "asyncapi": ', 'cannot be read'],
    [{ channel: 'a' }, () => 'a: &a [1]\nb: [*a', 'cannot be read'],
  ])('is refused for %j', async (where, document, detail) => {
    await expect(consume(where, 1, undefined, document())).rejects.toMatchObject(refused(detail));
  });

  it.each(['127.0.0.1', '127.1', '[::1]', '169.254.169.254', '2130706433'])(
    'is refused for the private address %s',
    async (host) => {
      const document = {
        asyncapi: '3.0.0',
        servers: { s: { host: `${host}:${port}`, protocol: 'ws' } },
        channels: { a: {} },
      };
      await expect(consume({ channel: 'a' }, 1, undefined, document)).rejects.toMatchObject(
        problem('authorization', 403, 'not a public address'),
      );
    },
  );

  it('is an error when the server does not speak WebSocket', async () => {
    const document = {
      asyncapi: '3.0.0',
      servers: { s: { host: 'localhost:1', protocol: 'ws' } },
      channels: { a: {} },
    };
    const open = createEgress({ allow: ['localhost:1'] });
    const network = createCallNetwork(open, { now: () => 0 });
    await expect(consume({ channel: 'a' }, 1, undefined, document, { network })).rejects.toMatchObject(
      problem('communication', 500, 'ECONNREFUSED'),
    );
    await open.close();
  });
});

effectPortContract('the AsyncAPI caller', () => {
  const port = caller();
  return {
    succeed: (each) => port.publish(target({ operation: 'sendOrder' }), { payload: { id: 1 } }, each),
    fail: (each) => port.publish(target({ operation: 'writeLog' }), { payload: { id: 1 } }, each),
    hang: (each) => port.consume(target({ operation: 'getNotes' }), { take: () => 'more' }, each),
    idempotencyMarks: () => requests.map(({ headers }) => headers['idempotency-key'] as string | undefined),
  };
});
