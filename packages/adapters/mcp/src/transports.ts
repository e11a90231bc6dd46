import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpRequest } from '@parley/engine';

/** A server over HTTP. */
export interface HttpTarget {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

const NO_RECONNECTION = {
  maxRetries: 0,
  initialReconnectionDelay: 1,
  maxReconnectionDelay: 1,
  reconnectionDelayGrowFactor: 1,
};

// The SDK's types do not say that what may be missing may also be undefined.
const asTransport = (transport: unknown) => transport as Transport & { terminateSession?(): Promise<void> };

export function openStreamable({ url, headers, fetch, signal }: HttpTarget) {
  return asTransport(
    new StreamableHTTPClientTransport(url, {
      fetch: abortable(fetch, signal),
      requestInit: { headers },
      reconnectionOptions: NO_RECONNECTION,
    }),
  );
}

/** HTTP with server-sent events, the transport of versions before 2025-03-26. */
export function openLegacy({ url, headers, fetch, signal }: HttpTarget) {
  return asTransport(new SSEClientTransport(url, { fetch: abortable(fetch, signal), requestInit: { headers } }));
}

type StdioTransport = Extract<McpRequest['transport'], { readonly kind: 'stdio' }>;

export function openProcess({ command, arguments: args, environment }: StdioTransport) {
  return asTransport(new StdioClientTransport({ command, args: [...args], env: { ...environment }, stderr: 'ignore' }));
}

/** How a server answers that does not know streamable HTTP (MCP 2025-06-18, "Backwards Compatibility"). */
export function isLegacyServer(error: unknown): boolean {
  return error instanceof StreamableHTTPError && (error.code === 404 || error.code === 405);
}

/** The transports abort with their own signals; the call's has to end every request too. */
function abortable(fetch: typeof globalThis.fetch, signal: AbortSignal): typeof globalThis.fetch {
  return (input, init) =>
    fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal });
}
