import type { AddressInfo } from 'node:net';
import { createA2aCaller } from '@parley/adapter-a2a';
import { createAsyncApiCaller } from '@parley/adapter-asyncapi';
import type { AuthenticatedSender, CallNetwork } from '@parley/adapter-http';
import { createMcpCaller } from '@parley/adapter-mcp';
import { createQuickJsRunner } from '@parley/adapter-quickjs';
import type { Effects, GrpcRequest, ProcessResult } from '@parley/engine';
import { standardError } from '@parley/engine';
import { WebSocketServer } from 'ws';

/** One thread serves every scenario; it keeps no process alive. */
const scripts = createQuickJsRunner({ threads: 1 });

/** What scenarios set up for calls that are not plain HTTP. */
export class Outside {
  /** Answers by `Service/Method`. */
  readonly grpcAnswers = new Map<string, unknown>();
  readonly grpcCalls: GrpcRequest[] = [];
  /** Results by image; without any the installation has no containers. */
  readonly containers = new Map<string, ProcessResult>();
  readonly containerRuns: unknown[] = [];
  /** True when the installation has nothing but HTTP. */
  onlyHttp = false;
  readonly #sockets: WebSocketServer[] = [];

  /** Starts a WebSocket server that sends these messages to everybody; gives its port. */
  async sendMessages(messages: readonly unknown[]): Promise<number> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    this.#sockets.push(server);
    server.on('connection', (socket) => {
      for (const message of messages) socket.send(JSON.stringify(message));
    });
    await new Promise((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** The engine's ports: the real adapters where they can speak to the mock network, else fakes. */
  ports(send: AuthenticatedSender, given: Pick<Effects, 'http' | 'documents'>): Partial<Effects> {
    if (this.onlyHttp) return {};
    const network = callNetwork(send);
    return {
      scripts,
      mcp: createMcpCaller({ network }),
      a2a: createA2aCaller({ network, documents: given.documents }),
      asyncapi: createAsyncApiCaller({ network, ...given }),
      grpc: {
        call: async (request) => {
          this.grpcCalls.push(request);
          const name = `${request.service}/${request.method}`;
          if (this.grpcAnswers.has(name)) return this.grpcAnswers.get(name);
          throw standardError('communication', `/${name} answered UNIMPLEMENTED`, 501);
        },
      },
      ...(this.containers.size > 0 && { containers: this.#containerRunner() }),
    };
  }

  #containerRunner(): NonNullable<Effects['containers']> {
    const run = async (image: string, request: unknown): Promise<ProcessResult> => {
      this.containerRuns.push(request);
      const result = this.containers.get(image);
      if (result) return result;
      throw standardError('configuration', `This installation does not run the image "${image}"`);
    };
    return { run: (container) => run(container.image, container), shell: (command) => run('shell', command) };
  }

  async close(): Promise<void> {
    for (const server of this.#sockets) {
      for (const client of server.clients) client.terminate();
      server.close();
    }
  }
}

function callNetwork(send: AuthenticatedSender): CallNetwork {
  return {
    fetchWith: (authentication, tenantId) => async (input, init) => {
      const request = new Request(input, init);
      const body = await request.text();
      const { method, url, headers } = request;
      const sent = { method, url, headers: Object.fromEntries(headers), ...(body !== '' && { body }) };
      const answer = await send(sent, authentication, tenantId);

      return new Response(answer.status === 204 ? null : answer.body, answer);
    },
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    authorize: async () => undefined,
    headers: ({ idempotencyKey }) => ({ 'idempotency-key': idempotencyKey }),
  };
}
