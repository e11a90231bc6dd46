import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ResultSchema } from '@modelcontextprotocol/sdk/types.js';
import {
  type EffectContext,
  type McpCaller,
  type McpRequest,
  type ResolvedAuthentication,
  standardError,
} from '@parley/engine';
import { type AllowedProcesses, checkProcess, NO_PROCESSES } from './allowed-processes.ts';
import { isToolError, toolError, toWorkflowError } from './problems.ts';
import { isLegacyServer, openLegacy, openProcess, openStreamable } from './transports.ts';

/** What the caller needs of the outside; everything rejects with the language's errors. */
export interface McpNetwork {
  fetchWith(authentication: ResolvedAuthentication | undefined, tenantId: string): typeof globalThis.fetch;
  /** Headers that every call carries. */
  headers(context: EffectContext): Readonly<Record<string, string>>;
}

export interface McpCallerOptions {
  readonly network: McpNetwork;
  /** What may be run as a server over `stdio`; default nothing. */
  readonly processes?: AllowedProcesses;
  /** Of a call that gives no time itself, and at most; default 60,000. */
  readonly timeoutMs?: number;
}

const METHODS = new Set([
  'tools/list',
  'tools/call',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/read',
  'resources/templates/list',
]);

const END_MS = 1_000;
const CLIENT = { name: 'parley', version: '1.0.0' };

/**
 * Calls one method of an MCP server in a session of its own: streamable HTTP, or HTTP with server-sent events where the
 * server knows nothing newer. A process is started only for a command that the operator allows.
 */
export function createMcpCaller(options: McpCallerOptions): McpCaller {
  const { network, processes = NO_PROCESSES, timeoutMs: most = 60_000 } = options;

  async function open(request: McpRequest, context: EffectContext, signal: AbortSignal): Promise<Session> {
    const { transport } = request;
    if (transport.kind === 'stdio') {
      checkProcess(transport, processes);
      return await connect(request, signal, openProcess(transport));
    }
    checkHeaders(transport.headers);
    const target = {
      url: new URL(transport.endpoint.uri),
      headers: { ...network.headers(context), ...transport.headers },
      fetch: network.fetchWith(transport.endpoint.authentication, context.tenantId),
      signal,
    };
    try {
      return await connect(request, signal, openStreamable(target));
    } catch (error) {
      if (!isLegacyServer(error)) throw error;
      // A server that knows neither transport has said why in its first answer.
      return await connect(request, signal, openLegacy(target)).catch(() => Promise.reject(error));
    }
  }

  return {
    async call(request, context) {
      context.signal.throwIfAborted();
      if (!METHODS.has(request.method)) {
        const known = [...METHODS].join(', ');
        throw standardError('configuration', `"${request.method}" is no method of an MCP server; there are ${known}`);
      }
      const timeoutMs = Math.min(request.timeoutMs ?? most, most);
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]);
      let session: Session | undefined;
      try {
        session = await open(request, context, signal);
        const result = await session.ask(request, timeoutMs);
        if (isToolError(result)) throw toolError(request.parameters.name, result);
        return result;
      } catch (error) {
        if (context.signal.aborted) throw context.signal.reason;
        if (signal.aborted) {
          throw standardError('timeout', `The MCP server did not answer within ${timeoutMs / 1000} seconds`);
        }
        throw toWorkflowError(error);
      } finally {
        await session?.end();
      }
    },
  };
}

/** What fetch says of a header that it cannot send holds the value, which may be a secret. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      new Headers([[name, value]]);
    } catch {
      throw standardError(
        'configuration',
        `The header "${name.slice(0, 100)}" has characters that a header cannot have`,
      );
    }
  }
}

interface Session {
  ask(request: McpRequest, timeoutMs: number): Promise<Readonly<Record<string, unknown>>>;
  /** Ends the session at the server as well; never rejects. */
  end(): Promise<void>;
}

type Closable = Transport & { terminateSession?(): Promise<void> };

async function connect(request: McpRequest, signal: AbortSignal, transport: Closable): Promise<Session> {
  const client = new Client(request.client ?? CLIENT, { capabilities: {} });
  askForVersion(transport, request.protocolVersion);
  const end = async () => {
    const told = signal.aborted ? undefined : transport.terminateSession?.().catch(() => {});
    // The result is there; a server that does not answer to this does not hold it up. Closing ends the request.
    await Promise.race([told, delay(END_MS, undefined, { ref: false })]);
    await client.close().catch(() => {});
  };
  try {
    await client.connect(transport, { signal });
  } catch (error) {
    await client.close().catch(() => {});
    throw error;
  }
  return {
    ask: ({ method, parameters }, timeoutMs) =>
      Promise.race([
        client.request({ method, params: { ...parameters } }, ResultSchema, {
          signal,
          timeout: timeoutMs,
          maxTotalTimeout: timeoutMs,
        }),
        broken(client),
      ]),
    end,
  };
}

/** Rejects when an answer breaks off (cut, larger than it may be); the client itself would wait for its time limit. */
function broken(client: Client): Promise<never> {
  return new Promise((_, reject) => {
    client.onerror = (error) => {
      if (/SSE stream disconnected/.test(error.message)) reject(error);
    };
  });
}

/** The client always asks for the newest version that it knows; the workflow says which it wants. */
function askForVersion(transport: Transport, protocolVersion: string): void {
  const send = transport.send.bind(transport);
  transport.send = (message, options) =>
    'method' in message && message.method === 'initialize'
      ? send({ ...message, params: { ...message.params, protocolVersion } }, options)
      : send(message, options);
}
