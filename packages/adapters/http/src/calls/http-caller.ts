import {
  type EffectContext,
  type HttpCaller,
  type HttpRequest,
  type HttpResponse,
  standardError,
} from '@parley/engine';
import type { AuthenticatedSender } from '../auth/authenticated-sender.ts';
import type { EgressRequest, EgressResponse } from '../egress/egress.ts';
import { base64, decodeBody } from './decode-body.ts';
import { encodeBody } from './encode-body.ts';
import { isHtmlType, parseMediaType } from './media-type.ts';
import { toWorkflowError } from './problems.ts';
import { traceparent } from './trace.ts';

const WITHOUT_IDEMPOTENCY_KEY = new Set(['GET', 'HEAD', 'OPTIONS']);
const CREDENTIAL_NAME = /authorization|cookie|token|secret|api-?key|password/i;

/** The engine's HTTP port over the egress guard. */
export function createHttpCaller(send: AuthenticatedSender): HttpCaller {
  return {
    async call(request, context) {
      const outgoing = toEgressRequest(request, context);
      try {
        const response = await send(outgoing, request.authentication, context.tenantId);
        return toHttpResponse(request, outgoing, response);
      } catch (error) {
        throw toWorkflowError(error);
      }
    },
  };
}

function toEgressRequest(request: HttpRequest, context: EffectContext): EgressRequest {
  const headers: Record<string, string> = { accept: 'application/json, */*;q=0.5', traceparent: traceparent(context) };
  if (!WITHOUT_IDEMPOTENCY_KEY.has(request.method)) headers['idempotency-key'] = context.idempotencyKey;
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  const encoded = request.body === undefined ? undefined : encodeBody(request.body, headers['content-type']);
  if (encoded) headers['content-type'] = encoded.contentType;
  return {
    method: request.method,
    url: withQuery(request.uri, request.query),
    headers,
    ...(encoded && { body: encoded.body }),
    followRedirects: request.redirect,
    signal: context.signal,
  };
}

function withQuery(uri: string, query: HttpRequest['query']): string {
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of typeof value === 'string' ? [value] : value) added.append(name, item);
  }
  if (added.size === 0) return uri;
  const [address = '', fragment] = uri.split('#', 2);
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return `${address}${joint}${added}${fragment === undefined ? '' : `#${fragment}`}`;
}

function toHttpResponse(request: HttpRequest, sent: EgressRequest, response: EgressResponse): HttpResponse {
  return {
    request: { method: request.method, uri: response.url, headers: withoutCredentials(sent.headers ?? {}) },
    statusCode: response.status,
    headers: response.headers,
    content: request.output === 'raw' ? base64(response.body) : contentOf(request, response),
  };
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIAL_NAME.test(name)));
}

/**
 * The decoded body. A success whose body is not what it claims, and a web page in place of an API's answer (a login
 * page, a proxy's error with status 200), are errors of the communication: no task could use them.
 */
function contentOf(request: HttpRequest, response: EgressResponse): unknown {
  const contentType = response.headers['content-type'];
  const decoded = decodeBody(response.body, contentType);
  const isSuccess = response.status >= 200 && response.status < 300;
  if (!isSuccess) return decoded.content;
  const where = `${request.method} ${hostAndPath(response.url)}`;
  if ('malformed' in decoded) {
    throw standardError('communication', `${where} says it answers with JSON, but it is none: ${decoded.malformed}.`);
  }
  if (request.connection !== undefined && isHtmlType(parseMediaType(contentType).type)) {
    const title = /<title[^>]*>([^<]{1,100})/i.exec(String(decoded.content))?.[1]?.trim();
    const page = title === undefined ? 'a web page' : `the web page "${title}"`;
    throw standardError(
      'communication',
      `${where} answered with ${page} in place of data. The address or the credentials of the connection ${request.connection} may be wrong.`,
    );
  }
  return decoded.content;
}

/** Without the query, which can hold personal data. */
function hostAndPath(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
