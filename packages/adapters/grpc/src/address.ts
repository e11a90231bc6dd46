import type { LookupAddress } from 'node:dns';
import { BlockList } from 'node:net';
import { type GrpcRequest, standardError } from '@parley/engine';

/** Where a service is. */
export interface Address {
  /** A name or a literal without brackets. */
  readonly host: string;
  readonly port: number;
  /** Undefined when the request does not say. */
  readonly tls: boolean | undefined;
}

const TLS_BY_SCHEME: Readonly<Record<string, boolean>> = {
  'https:': true,
  'grpcs:': true,
  'http:': false,
  'grpc:': false,
};
const TLS_PORT = 443;

/**
 * The address of a request. The language has no place that says whether to use TLS; an expression may give a host that
 * begins with `grpcs://` or `https://` for it, `grpc://` or `http://` for none.
 */
export function addressOf({ host, port }: GrpcRequest): Address {
  const { tls, rest } = splitScheme(host);
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?\/?$/i.exec(rest);
  const chosen = port ?? Number(match?.[2] ?? (tls === false ? 80 : TLS_PORT));
  if (!match || !isPort(chosen)) {
    throw standardError('configuration', `"${host.slice(0, 200)}" with the port ${chosen} is no address of a service`);
  }
  return { host: match[1]!.replace(/^\[(.*)\]$/, '$1'), port: chosen, tls };
}

const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/**
 * Whether to use TLS with a service at these addresses: as the request says, else on port 443 and wherever it is public,
 * so that nothing crosses the internet in the clear unless somebody asks for that.
 */
export function usesTls({ tls, port }: Address, addresses: readonly LookupAddress[]): boolean {
  const isPrivate = ({ address, family }: LookupAddress) => PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4');
  return tls ?? (port === TLS_PORT || !addresses.every(isPrivate));
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
