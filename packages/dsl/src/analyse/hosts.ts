import { isExpression, stripExpression } from '../expression/syntax.ts';
import type { Endpoint } from '../model/workflow.ts';
import { ANY } from './permission.ts';

const HOST = /^[a-z][a-z0-9+.-]*:\/\/([^/?#{}\s]+)(?=[/?#]|$)/i;
// The text before the first interpolation must reach beyond the host, or the rest of the host could be anything.
const HOST_IN_EXPRESSION = /^"[a-z][a-z0-9+.-]*:\/\/([^/?#{}"\\\s]+)(?:[/?#]|"$)/i;

/** The host, with its port, that an address leads to; `*` when it depends on data, empty for a relative address. */
export function hostOf(endpoint: Endpoint): string {
  const uri = (typeof endpoint === 'string' ? endpoint : endpoint.uri).trim();
  const expression = isExpression(uri);
  const match = expression ? HOST_IN_EXPRESSION.exec(stripExpression(uri)) : HOST.exec(uri);
  if (match) return match[1]!.replace(/^[^@]*@/, '').toLowerCase();
  return expression || /^[a-z][a-z0-9+.-]*:\/\//i.test(uri) ? ANY : '';
}

/** The address itself, of either form of an endpoint. */
export function uriOf(endpoint: Endpoint): string {
  return typeof endpoint === 'string' ? endpoint : endpoint.uri;
}
