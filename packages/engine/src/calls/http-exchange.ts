import type { HttpOutput } from '@parley/dsl';
import type { EffectContext, Effects, HttpRequest, HttpResponse } from '../ports/effects.ts';
import { standardError } from '../problem.ts';

const EXCERPT = 500;

/**
 * Sends a request and gives what `output` asks for: the decoded body, the bytes in base64, or request and response. A
 * status outside 200-299 (with `redirect` 200-399) is a `communication` error with that status.
 */
export function exchange(effects: Effects, request: HttpRequest, context: EffectContext): Promise<unknown> {
  return effects.http.call(request, context).then((response) => {
    if (response.statusCode < 200 || response.statusCode > (request.redirect ? 399 : 299)) throw refused(response);
    return shape(response, request.output);
  });
}

function refused({ request, statusCode, content }: HttpResponse): Error {
  const said = typeof content === 'string' ? content : (JSON.stringify(content) ?? '');
  const excerpt = said.length > EXCERPT ? `${said.slice(0, EXCERPT)}…` : said;
  const detail = `${request.method} ${request.uri} answered ${statusCode}${excerpt && `: ${excerpt}`}`;
  return standardError('communication', detail, statusCode);
}

function shape(response: HttpResponse, output: HttpOutput): unknown {
  if (output !== 'response') return response.content;
  const { request, statusCode, headers, content } = response;
  return { request, headers, statusCode, content };
}
