import type { LookupAddress } from 'node:dns';
import { Agent, request as send } from 'undici';
import { createAddressPolicy } from './address-policy.ts';
import { readBody } from './body.ts';
import { createGuardedConnector, createGuardedResolver, type Resolve } from './connector.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { egressError } from './errors.ts';
import { firstHop } from './first-hop.ts';
import { type Hop, nextHop } from './redirect.ts';
import { type EgressStream, headersOf, openStream } from './stream.ts';
import { translate } from './translate.ts';

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
  /** Of a streamed response, from start to end; default 600,000. */
  readonly streamTimeoutMs?: number;
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

/** The guard for what is no request with one answer. Rejects with {@link EGRESS_ERRORS} as well. */
export interface GuardedNetwork {
  /** Like {@link Egress.request}, with the body as it comes; follows no redirect. */
  stream(request: EgressRequest): Promise<EgressStream>;
  /** Addresses of a host that may be reached at this port, at least one. Connect to these, never to the name again. */
  resolve(host: string, port: number): Promise<readonly LookupAddress[]>;
}

const MIB = 1024 * 1024;

/**
 * Builds the egress guard. It refuses addresses that are not public (literals and names alike, resolved once and at
 * every redirect anew), bounds time, size, decompression and redirects, and takes no credentials to another origin.
 */
export function createEgress(options: EgressOptions): Egress & GuardedNetwork {
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
        throw translate(error, next.url.host, deadline, wanted.signal);
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

  return {
    request,
    stream: (wanted) =>
      openStream(agent, wanted, {
        timeoutMs: Math.min(wanted.timeoutMs ?? Infinity, options.streamTimeoutMs ?? 600_000),
        maxBytes: Math.min(wanted.maxResponseBytes ?? Infinity, limits.maxBytes),
      }),
    resolve: createGuardedResolver(policy, options.resolve),
    close: () => agent.destroy(),
  };
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
  const headers = headersOf(response.headers);
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
