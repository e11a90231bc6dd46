import type { EgressRequest } from './egress.ts';
import { egressError } from './errors.ts';
import type { Hop } from './redirect.ts';

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

/** Checks a request and makes its first hop: an absolute HTTP address without credentials, headers in lower case. */
export function firstHop(wanted: EgressRequest): Hop {
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
