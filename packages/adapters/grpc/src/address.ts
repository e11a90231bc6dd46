import { type GrpcRequest, standardError } from '@parley/engine';

/** Where a service is. */
export interface Address {
  /** A name or a literal without brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

const TLS_BY_SCHEME: Readonly<Record<string, boolean>> = {
  'https:': true,
  'grpcs:': true,
  'http:': false,
  'grpc:': false,
};
const TLS_PORT = 443;

/**
 * The address of a request. `https://` or `grpcs://` before the host asks for TLS, `http://` or `grpc://` for none; the
 * language has no other place for it. Without either port 443, which is the default, means TLS and any other none.
 */
export function addressOf({ host, port }: GrpcRequest): Address {
  const { tls, rest } = splitScheme(host);
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?\/?$/i.exec(rest);
  const chosen = port ?? Number(match?.[2] ?? (tls === false ? 80 : TLS_PORT));
  if (!match || !isPort(chosen)) {
    throw standardError('configuration', `"${host.slice(0, 200)}" with the port ${chosen} is no address of a service`);
  }
  return { host: match[1]!.replace(/^\[(.*)\]$/, '$1'), port: chosen, tls: tls ?? chosen === TLS_PORT };
}

const isPort = (port: number) => Number.isInteger(port) && port > 0 && port <= 65_535;

/** Whether TLS was asked for, undefined when nothing is said, and what comes after. */
function splitScheme(host: string): { readonly tls: boolean | undefined; readonly rest: string } {
  const scheme = /^([a-z]+:)\/\//i.exec(host)?.[1]?.toLowerCase();
  if (scheme === undefined) return { tls: undefined, rest: host };
  const tls = Object.hasOwn(TLS_BY_SCHEME, scheme) ? TLS_BY_SCHEME[scheme] : undefined;
  if (tls === undefined) {
    throw standardError('configuration', `A gRPC service has no address that begins with ${scheme}//`);
  }
  return { tls, rest: host.slice(scheme.length + 2) };
}
