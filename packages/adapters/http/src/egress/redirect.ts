import { egressError } from './errors.ts';

/** What one hop sends. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization']);
/** What may go along to another origin; any other header could be a credential under a name of its own. */
const HARMLESS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-encoding',
  'content-language',
  'content-type',
  'traceparent',
  'tracestate',
  'user-agent',
]);

/**
 * The next hop after a response with `status` and `location`, or undefined when it is no redirect. Refuses to take
 * credentials to another origin and to leave HTTPS; other unknown headers are left behind when the origin changes.
 */
export function nextHop(hop: Hop, status: number, location: string | undefined): Hop | undefined {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const url = URL.canParse(location, hop.url.href) ? new URL(location, hop.url) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw egressError('egress_redirect', 'The server redirects to an address that is not HTTP.');
  }
  const sameOrigin = url.origin === hop.url.origin;
  if (!sameOrigin) checkOrigin(hop, url);
  const becomesGet =
    status === 303 ? hop.method !== 'HEAD' : (status === 301 || status === 302) && hop.method === 'POST';
  const headers = Object.entries(hop.headers).filter(
    ([name]) => (sameOrigin || HARMLESS.has(name)) && !(becomesGet && name.startsWith('content-')),
  );
  return {
    method: becomesGet ? 'GET' : hop.method,
    url,
    headers: Object.fromEntries(headers),
    body: becomesGet ? undefined : hop.body,
  };
}

function checkOrigin(hop: Hop, url: URL): void {
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw egressError('egress_redirect', `The server redirects from HTTPS to HTTP at ${url.host}.`);
  }
  if (Object.keys(hop.headers).some((name) => CREDENTIALS.has(name))) {
    throw egressError('egress_redirect', `The server redirects to ${url.origin}; credentials do not follow.`, {
      hint: `If that is right, use ${url.origin} as the address.`,
    });
  }
}
