import ipaddr from 'ipaddr.js';

/** Decides which addresses outbound traffic may reach. */
export interface AddressPolicy {
  /** True when this name (or literal) and port may be reached whatever address it has. */
  allowsHost(host: string, port: number): boolean;
  /** True when this IP address may be reached under any name. */
  allowsAddress(ip: string): boolean;
}

/** Azure's platform address: globally unicast by its number, but a metadata service. */
const METADATA_ADDRESSES = new Set(['168.63.129.16']);

const GLOBAL_UNICAST_V6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/**
 * `allow` holds what is exempt from the rule "public addresses only": `host`, `host:port`, `*.domain`, `[v6]:port` or a
 * CIDR block. Names are compared as they stand in the URL, without looking at what they resolve to. Throws a
 * `TypeError` for an entry that is none of these.
 */
export function createAddressPolicy(allow: readonly string[]): AddressPolicy {
  const blocks = allow.filter((entry) => entry.includes('/')).map(parseBlock);
  const hosts = allow.filter((entry) => !entry.includes('/')).map(parseHost);
  return {
    allowsHost: (host, port) =>
      hosts.some((rule) => (rule.port === undefined || rule.port === port) && matchesName(rule.name, bare(host))),
    allowsAddress(ip) {
      if (!ipaddr.isValid(ip)) return false;
      const address = ipaddr.process(ip);
      return isPublic(address) || blocks.some(([range, bits]) => isIn(address, range, bits));
    },
  };
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast' || METADATA_ADDRESSES.has(address.toString())) return false;
  // Outside of 2000::/3 nothing is global today, but the deprecated `::a.b.c.d` counts as unicast.
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(GLOBAL_UNICAST_V6);
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, range: ipaddr.IPv4 | ipaddr.IPv6, bits: number): boolean {
  return address.kind() === range.kind() && (address as ipaddr.IPv4).match(range as ipaddr.IPv4, bits);
}

/** Without the brackets of an IPv6 literal, in lower case, without the root's dot. */
export const bare = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

function matchesName(rule: string, host: string): boolean {
  return rule.startsWith('*.') ? host.endsWith(rule.slice(1)) && host.length > rule.length - 1 : rule === host;
}

function parseBlock(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (!ipaddr.isValidCIDR(entry)) throw new TypeError(`"${entry}" is no CIDR block such as 10.0.0.0/8.`);
  return ipaddr.parseCIDR(entry);
}

interface HostRule {
  readonly name: string;
  readonly port: number | undefined;
}

function parseHost(entry: string): HostRule {
  const match = /^(\[[0-9a-f:.]+\]|(?:\*\.)?[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(entry.trim());
  if (match) return { name: bare(match[1]!), port: match[2] === undefined ? undefined : Number(match[2]) };
  if (ipaddr.isValid(entry)) return { name: bare(entry), port: undefined };
  throw new TypeError(`"${entry}" is no host, host:port, *.domain or CIDR block.`);
}
