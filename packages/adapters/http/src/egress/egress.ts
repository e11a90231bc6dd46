import { ParleyError } from '@parley/kernel';
import { Agent, request as send } from 'undici';
import { createAddressPolicy } from './address-policy.ts';
import { readBody } from './body.ts';
import { createGuardedConnector, type Resolve } from './connector.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { egressError } from './errors.ts';
import { type Hop, nextHop } from './redirect.ts';

export interface EgressOptions {
  /** Exempt from "public addresses only": `host`, `host:port`, `*.domain`, `[v6]:port` or a CIDR block. */
  readonly allow: readonly string[];
  /** Of a request from start to the last byte, redirects included; default 30,000. */
  readonly timeoutMs?: number;
  /** Of opening a connection; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Of a body, as sent and decompressed; default 10 MiB. */
  readonly maxResponseBytes?: number;
  /** Default 5. */
  readonly maxRedirects?: number;
  /** Connections kept per origin; default 64. */
  readonly connectionsPerOrigin?: number;
  /** How names are resolved; default the system's resolver. */
  readonly resolve?: Resolve;
}

export interface EgressRequest {
  /** Upper case; default GET. */
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Default false: a redirect is a response. */
  readonly followRedirects?: boolean;
  readonly signal?: AbortSignal;
  /** Lowers the installation's limits for this request. */
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
}

export interface EgressResponse {
  /** Where the response came from in the end. */
  readonly url: string;
  readonly status: number;
  /** Names in lower case; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
}

/** The one way out of an installation: every outbound HTTP request goes through it. */
export interface Egress {
  /** Gives any response, whatever its status. Rejects with one of {@link EGRESS_ERRORS} when there is none. */
  request(request: EgressRequest): Promise<EgressResponse>;
  close(): Promise<void>;
}

const MIB = 1024 * 1024;

/** Headers that belong to the connection; the client sets them itself. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Builds the egress guard. It refuses addresses that are not public (literals and names alike, resolved once and at
 * every redirect anew), bounds time, size, decompression and redirects, and takes no credentials to another origin.
 */
export function createEgress(options: EgressOptions): Egress {
  const policy = createAddressPolicy(options.allow);
  const agent = new Agent({
    connect: createGuardedConnector(policy, options.connectTimeoutMs ?? 10_000, options.resolve),
    connections: options.connectionsPerOrigin ?? 64,
    pipelining: 1,
  });
  const limits = {
    timeoutMs: options.timeoutMs ?? 30_000,
    maxBytes: options.maxResponseBytes ?? 10 * MIB,
    maxRedirects: options.maxRedirects ?? 5,
  };

  async function request(wanted: EgressRequest): Promise<EgressResponse> {
    const hop = firstHop(wanted);
    const maxBytes = Math.min(wanted.maxResponseBytes ?? Infinity, limits.maxBytes);
    const deadline = createDeadline(Math.min(wanted.timeoutMs ?? Infinity, limits.timeoutMs), wanted.signal);
    const visit = (next: Hop) =>
      sendHop(agent, next, deadline, maxBytes).catch((error: unknown) => {
        throw translate(error, next, deadline, wanted.signal);
      });
    try {
      return await (wanted.followRedirects ? follow(hop, visit) : visit(hop));
    } finally {
      deadline.clear();
    }
  }

  async function follow(first: Hop, visit: (hop: Hop) => Promise<EgressResponse>): Promise<EgressResponse> {
    let hop = first;
    for (let redirects = 0; redirects <= limits.maxRedirects; redirects += 1) {
      const response = await visit(hop);
      const next = nextHop(hop, response.status, response.headers.location);
      if (!next) return response;
      hop = next;
    }
    throw egressError('egress_redirect', `${first.url.host} redirects too often.`);
  }

  return { request, close: () => agent.destroy() };
}

function firstHop(wanted: EgressRequest): Hop {
  const url = URL.canParse(wanted.url) ? new URL(wanted.url) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw egressError('egress_bad_request', 'The address is not an absolute HTTP address.', {
      details: { address: wanted.url.slice(0, 200) },
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw egressError('egress_bad_request', 'An address must not hold credentials.', {
      hint: 'Use an authentication instead.',
    });
  }
  url.hash = '';
  const headers: Record<string, string> = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'parley' };
  for (const [name, value] of Object.entries(wanted.headers ?? {})) {
    const lower = name.toLowerCase();
    if (!CONNECTION_HEADERS.has(lower)) headers[lower] = value;
  }
  return { method: wanted.method ?? 'GET', url, headers, body: wanted.body };
}

async function sendHop(agent: Agent, hop: Hop, deadline: Deadline, maxBytes: number): Promise<EgressResponse> {
  const response = await send(hop.url, {
    dispatcher: agent,
    method: hop.method as 'GET',
    headers: hop.headers,
    body: hop.body ?? null,
    signal: deadline.signal,
    headersTimeout: 0, // the deadline covers both
    bodyTimeout: 0,
  });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  try {
    const body = await readBody(
      response.body,
      hop.method === 'HEAD' ? undefined : headers['content-encoding'],
      maxBytes,
    );
    return { url: hop.url.href, status: response.statusCode, headers, body };
  } finally {
    if (!response.body.readableEnded) response.body.on('error', () => {}).destroy();
  }
}

/** Makes one of the guard's errors of whatever went wrong; the caller's own abort stays as it is. */
function translate(error: unknown, hop: Hop, deadline: Deadline, callerSignal: AbortSignal | undefined): unknown {
  if (deadline.expired()) {
    return egressError('egress_timeout', `${hop.url.host} did not answer in time.`, { cause: error });
  }
  if (callerSignal?.aborted) return callerSignal.reason;
  const known = causes(error).find((cause) => cause instanceof ParleyError);
  if (known) return known;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return egressError('egress_timeout', `${hop.url.host} could not be reached in time.`, { cause: error });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return egressError('egress_bad_request', `The request is not valid: ${message}.`, { cause: error });
  }
  return egressError('egress_unreachable', `${hop.url.host} could not be reached: ${reason(error)}.`, { cause: error });
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let current = error; current !== undefined && current !== null && chain.length < 5; ) {
    chain.push(current, ...(current instanceof AggregateError ? current.errors : []));
    current = (current as { cause?: unknown }).cause;
  }
  return chain;
}

/** `ECONNREFUSED` says more than a sentence that repeats address and port. */
const reason = (error: unknown) => (error as NodeJS.ErrnoException).code ?? (error as Error).message;
