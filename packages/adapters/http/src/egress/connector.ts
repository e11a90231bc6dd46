import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { type AddressPolicy, bare } from './address-policy.ts';
import { egressError } from './errors.ts';

/** Resolves a name to all its addresses, as `dns.lookup` does with `all`. */
export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const resolveWithSystem: Resolve = (hostname, done) => systemLookup(hostname, { all: true }, done);

/**
 * A connector for undici that opens connections only to allowed addresses. A name is resolved once, and the connection
 * goes to an address that was checked, so a name that changes its answer gains nothing. Literals never reach the
 * lookup of a socket, so they are checked before.
 */
export function createGuardedConnector(
  policy: AddressPolicy,
  connectTimeoutMs: number,
  resolve: Resolve = resolveWithSystem,
): buildConnector.connector {
  const free = buildConnector({ timeout: connectTimeoutMs, lookup: lookupFor(resolve, () => true) });
  const guarded = buildConnector({ timeout: connectTimeoutMs, lookup: lookupFor(resolve, policy.allowsAddress) });
  return (options, callback) => {
    const host = bare(options.hostname);
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    if (policy.allowsHost(host, port)) return free(options, callback);
    if (isIP(host) !== 0 && !policy.allowsAddress(host)) return callback(blocked(host), null);
    return guarded(options, callback);
  };
}

function lookupFor(resolve: Resolve, allows: (ip: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      if (error) return callback(error, '');
      const allowed = addresses.filter(({ address }) => allows(address));
      const [first] = allowed;
      if (!first) return callback(blocked(hostname), '');
      if (options.all === true) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

/** Resolves names for other protocols than HTTP under the same rules; literals in any notation are checked too. */
export function createGuardedResolver(
  policy: AddressPolicy,
  resolve: Resolve = resolveWithSystem,
): (host: string, port: number) => Promise<readonly LookupAddress[]> {
  return (host, port) =>
    new Promise((done, failed) => {
      const name = bare(host);
      const free = policy.allowsHost(name, port);
      resolve(name, (error, addresses) => {
        const allowed = addresses?.filter(({ address }) => free || policy.allowsAddress(address)) ?? [];
        if (error) failed(unreachable(name, error));
        else if (allowed.length === 0) failed(blocked(name));
        else done(allowed);
      });
    });
}

function unreachable(host: string, error: NodeJS.ErrnoException): Error {
  return egressError('egress_unreachable', `${host} could not be reached: ${error.code ?? error.message}.`, {
    cause: error,
  });
}

function blocked(host: string): Error {
  return egressError('egress_blocked', `${host} is not a public address.`, {
    hint: 'An operator can allow it by name in the configuration of outbound traffic.',
    details: { host },
  });
}
