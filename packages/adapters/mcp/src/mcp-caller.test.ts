import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createCallNetwork, createEgress } from '@parley/adapter-http';
import type { EffectContext, McpRequest } from '@parley/engine';
import { effectContext, effectPortContract } from '@parley/engine/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AllowedProcesses } from './allowed-processes.ts';
import { createMcpCaller, type McpCallerOptions } from './mcp-caller.ts';

function shop(): McpServer {
  const server = new McpServer({ name: 'shop', version: '1.0.0' });
  server.registerTool('greet', { description: 'Greets' }, () => ({
    content: [{ type: 'text', text: 'hello' }],
    structuredContent: { ok: true },
  }));
  server.registerTool('fail', {}, () => ({ isError: true, content: [{ type: 'text', text: 'no such order' }] }));
  server.registerTool('hang', {}, () => new Promise(() => {}));
  server.registerTool('large', {}, () => ({ content: [{ type: 'text', text: 'x'.repeat(200_000) }] }));
  server.registerPrompt('ask', { description: 'Asks' }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Which?' } }],
  }));
  server.registerResource('menu', 'shop://menu', {}, () => ({ contents: [{ uri: 'shop://menu', text: 'soup' }] }));
  server.registerResource('order', new ResourceTemplate('shop://orders/{id}', { list: undefined }), {}, (uri) => ({
    contents: [{ uri: uri.href, text: 'order' }],
  }));
  return server;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let handler: Handler;
let received: { method: string; headers: IncomingHttpHeaders }[] = [];
let versions: unknown[] = [];
const sessions = new Map<string, StreamableHTTPServerTransport>();

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}

/** A server of the SDK with sessions, over streamable HTTP. */
async function streamable(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.headers['mcp-session-id'] as string | undefined;
  const body =
    request.method === 'POST' ? ((await readJson(request)) as { params?: { protocolVersion?: string } }) : undefined;
  if (id !== undefined) return await sessions.get(id)!.handleRequest(request, response, body);
  versions.push(body?.params?.protocolVersion);
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => `session-${sessions.size + 1}`,
    onsessioninitialized: (each) => void sessions.set(each, transport),
    onsessionclosed: (each) => void sessions.delete(each),
  });
  await shop().connect(transport as unknown as Parameters<McpServer['connect']>[0]);
  await transport.handleRequest(request, response, body);
}

let http: Server;
let url = '';
let egress: ReturnType<typeof createEgress>;

beforeAll(async () => {
  http = createServer((request, response) => {
    received.push({ method: request.method!, headers: request.headers });
    handler(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/mcp`;
  egress = createEgress({ allow: [`127.0.0.1:${port}`], maxResponseBytes: 100_000 });
});
afterAll(async () => {
  await egress.close();
  http.closeAllConnections();
  http.close();
});
beforeEach(() => {
  received = [];
  versions = [];
  handler = (request, response) => void streamable(request, response);
});

function call(
  method: string,
  parameters: object = {},
  more: Partial<McpRequest> = {},
  options: Partial<McpCallerOptions> = {},
  overrides = {},
) {
  const network = createCallNetwork(egress, { now: () => 0 });
  return createMcpCaller({ network, ...options }).call(
    {
      protocolVersion: '2025-06-18',
      method,
      parameters: parameters as McpRequest['parameters'],
      transport: { kind: 'http', endpoint: { uri: url }, headers: {} },
      options: {},
      ...more,
    },
    effectContext(overrides),
  );
}
const problem = (kind: string, status: number, detail: string) => ({
  problem: { status, type: expect.stringMatching(`${kind}$`), detail: expect.stringContaining(detail) },
});

const REQUEST = (): McpRequest => ({
  protocolVersion: '2025-06-18',
  method: 'tools/call',
  parameters: {},
  transport: { kind: 'http', endpoint: { uri: url }, headers: {} },
  options: {},
});

describe('over streamable HTTP', () => {
  it('calls a tool', async () => {
    expect(await call('tools/call', { name: 'greet' })).toEqual({
      content: [{ type: 'text', text: 'hello' }],
      structuredContent: { ok: true },
    });
  });

  it('lists tools, prompts, resources and templates, and reads them', async () => {
    expect(await call('tools/list')).toMatchObject({
      tools: [{ name: 'greet' }, { name: 'fail' }, { name: 'hang' }, { name: 'large' }],
    });
    expect(await call('prompts/list')).toMatchObject({ prompts: [{ name: 'ask' }] });
    expect(await call('prompts/get', { name: 'ask' })).toMatchObject({ messages: [{ content: { text: 'Which?' } }] });
    expect(await call('resources/list')).toMatchObject({ resources: [{ uri: 'shop://menu' }] });
    expect(await call('resources/templates/list')).toMatchObject({
      resourceTemplates: [{ uriTemplate: 'shop://orders/{id}' }],
    });
    expect(await call('resources/read', { uri: 'shop://orders/7' })).toMatchObject({
      contents: [{ uri: 'shop://orders/7' }],
    });
  });

  it('asks for the version of the workflow, and carries headers and credentials', async () => {
    const endpoint = { uri: url, authentication: { bearer: { token: 't0ken' } } };
    await call(
      'tools/list',
      {},
      { protocolVersion: '2025-03-26', transport: { kind: 'http', endpoint, headers: { 'x-own': '1' } } },
    );
    expect(versions).toEqual(['2025-03-26']);
    for (const { headers } of received) {
      expect(headers).toMatchObject({
        authorization: 'Bearer t0ken',
        'x-own': '1',
        'idempotency-key': 'execution-1/do/0/call',
      });
    }
  });

  it('ends its session', async () => {
    await call('tools/list');
    expect(received.at(-1)!.method).toBe('DELETE');
    expect(sessions.size).toBe(0);
  });
});

it('gives its result although the server does not answer to the end of the session', async () => {
  handler = (request, response) => {
    if (request.method !== 'DELETE') void streamable(request, response);
  };
  expect(await call('tools/call', { name: 'greet' })).toMatchObject({ structuredContent: { ok: true } });
});

describe('over HTTP with server-sent events', () => {
  it('calls a server that knows nothing newer', async () => {
    let transport: SSEServerTransport | undefined;
    handler = (request, response) => {
      if (request.method === 'GET') {
        transport = new SSEServerTransport('/messages', response);
        void shop().connect(transport);
      } else if (request.url!.startsWith('/messages')) void transport!.handlePostMessage(request, response);
      else response.writeHead(405).end();
    };
    expect(await call('tools/call', { name: 'greet' })).toMatchObject({ content: [{ text: 'hello' }] });
  });
});

describe('a call fails', () => {
  it('with a runtime error when the tool says so', async () => {
    await expect(call('tools/call', { name: 'fail' })).rejects.toMatchObject(
      problem('runtime', 500, 'fail failed: no such order'),
    );
  });

  it.each([
    ['prompts/get', { name: 'nothing' }, problem('validation', 400, 'nothing')],
    ['resources/read', { uri: 'shop://nothing' }, problem('validation', 400, 'not found')],
    ['tools/delete', {}, problem('configuration', 400, 'no method')],
  ])('with the error that fits for %s %j', async (method, parameters, expected) => {
    await expect(call(method, parameters)).rejects.toMatchObject(expected);
  });

  it('with a timeout error when the server takes too long', async () => {
    await expect(call('tools/call', { name: 'hang' }, { timeoutMs: 200 })).rejects.toMatchObject(
      problem('timeout', 408, '0.2 seconds'),
    );
  });

  it('with the reason of its cancellation', async () => {
    const stop = new AbortController();
    const running = call('tools/call', { name: 'hang' }, {}, {}, { signal: stop.signal });
    setTimeout(() => stop.abort('cancelled'), 100);
    await expect(running).rejects.toBe('cancelled');
  });

  it('when the answer is larger than it may be', async () => {
    await expect(call('tools/call', { name: 'large' })).rejects.toMatchObject(
      problem('communication', 500, 'larger than 100000 bytes'),
    );
  });

  it.each([401, 403, 404, 405, 500])('with a communication error for status %i', async (status) => {
    handler = (_, response) => response.writeHead(status).end('no');
    await expect(call('tools/list')).rejects.toMatchObject(problem('communication', status, ''));
  });

  it('against a server that speaks something else', async () => {
    handler = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello');
    await expect(call('tools/list')).rejects.toMatchObject(problem('communication', 500, ''));
  });

  it('with an authorization error for a private address, and follows no redirect to one', async () => {
    const endpoint = { uri: 'http://127.0.0.2:9/mcp' };
    const refused = problem('authorization', 403, 'not a public address');
    await expect(call('tools/list', {}, { transport: { kind: 'http', endpoint, headers: {} } })).rejects.toMatchObject(
      refused,
    );
    handler = (_, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end();
    await expect(call('tools/list')).rejects.toMatchObject({
      problem: { type: expect.stringMatching('communication$') },
    });
  });

  it('without the secrets of its credentials in the error', async () => {
    handler = (_, response) => response.writeHead(401).end('no');
    const endpoint = { uri: url, authentication: { bearer: { token: 's3cret' } } };
    const error: unknown = await call('tools/list', {}, { transport: { kind: 'http', endpoint, headers: {} } }).catch(
      (each) => each,
    );
    expect(JSON.stringify([error, String(error)])).not.toContain('s3cret');
  });

  it('without the value of a header that cannot be sent in the error', async () => {
    const headers = { 'x-key': 's3cret\nvalue' };
    const error: unknown = await call(
      'tools/list',
      {},
      { transport: { kind: 'http', endpoint: { uri: url }, headers } },
    ).catch((each) => each);
    expect(error).toMatchObject(problem('configuration', 400, 'The header "x-key"'));
    expect(JSON.stringify([error, String(error)])).not.toContain('s3cret');
  });
});

describe('over a process', () => {
  const server = `const { createInterface } = require('node:readline');
    const results = { initialize: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }, 'tools/list': { tools: [], env: process.env.OWN } };
    createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method } = JSON.parse(line);
      if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: results[method] }));
    });`;
  const transport = {
    kind: 'stdio',
    command: process.execPath,
    arguments: ['-e', server],
    environment: { OWN: 'x' },
  } as const;

  const allowed = { commands: [process.execPath], environment: ['OWN'] };
  const started = (processes: AllowedProcesses, more = {}) =>
    call('tools/list', {}, { transport: { ...transport, ...more } }, { processes });

  it('is refused unless the operator allows the command', async () => {
    await expect(call('tools/list', {}, { transport })).rejects.toMatchObject(
      problem('configuration', 400, 'does not start'),
    );
  });

  it('calls a server that the operator allows', async () => {
    expect(await started(allowed)).toEqual({ tools: [], env: 'x' });
  });

  it('is refused when its arguments do not begin as the operator says', async () => {
    expect(await started({ ...allowed, commands: [`${process.execPath}  -e`] })).toMatchObject({ env: 'x' });
    await expect(started({ ...allowed, commands: [`${process.execPath} server.js`] })).rejects.toMatchObject(
      problem('configuration', 400, 'with these arguments'),
    );
    await expect(
      started({ ...allowed, commands: [`${process.execPath} -e`] }, { arguments: [] }),
    ).rejects.toMatchObject(problem('configuration', 400, 'with these arguments'));
  });

  it.each(['NODE_OPTIONS', 'PATH', 'LD_PRELOAD', '__proto__'])(
    'is refused with %s in its environment, which could make it run something else',
    async (name) => {
      const environment = Object.fromEntries([[name, '--import=data:text/javascript,process.exit(9)']]);
      await expect(started(allowed, { environment })).rejects.toMatchObject(
        problem('configuration', 400, `the environment variable "${name}"`),
      );
    },
  );
});

effectPortContract('the MCP caller', () => {
  const caller = createMcpCaller({ network: createCallNetwork(egress, { now: () => 0 }) });
  const ask = (parameters: object, each: EffectContext) =>
    caller.call({ ...REQUEST(), parameters: parameters as McpRequest['parameters'] }, each);
  const calls = () => received.filter(({ method }) => method === 'DELETE');
  return {
    succeed: (each) => ask({ name: 'greet' }, each),
    fail: (each) => ask({ name: 'fail' }, each),
    hang: (each) => ask({ name: 'hang' }, each),
    idempotencyMarks: () => calls().map(({ headers }) => headers['idempotency-key'] as string | undefined),
  };
});
