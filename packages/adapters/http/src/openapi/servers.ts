import { isObject } from '@parley/kernel';
import type { Node } from './parse-text.ts';

/** Where an API can be reached. */
export interface ApiServer {
  /** Absolute, without a slash at the end. */
  readonly url: string;
  readonly description: string;
  /** `x-environment` of the document, where it says so. */
  readonly environment?: string;
}

/**
 * The servers of a document, its variables filled with their defaults, relative addresses taken relative to the
 * document's own. Those that are not HTTP are left out. A document without servers is served where it lies.
 */
export function readServers(document: Node, documentUrl: string): ApiServer[] {
  const given = Array.isArray(document.servers) && document.servers.length > 0 ? document.servers : [{ url: '/' }];
  return given.filter(isObject).flatMap((server) => {
    const url = absolute(withVariables(server), documentUrl);
    if (url === undefined) return [];
    const environment = server['x-environment'];
    const description = typeof server.description === 'string' ? server.description : '';
    return [{ url, description, ...(typeof environment === 'string' && { environment }) }];
  });
}

function withVariables(server: Node): string {
  const variables = isObject(server.variables) ? server.variables : {};
  return String(server.url ?? '/').replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const value = isObject(variable) ? (variable.default ?? (variable.enum as unknown[] | undefined)?.[0]) : undefined;
    return value === undefined ? whole : String(value);
  });
}

function absolute(url: string, documentUrl: string): string | undefined {
  const base = URL.canParse(documentUrl) ? documentUrl : undefined;
  if (!URL.canParse(url, base)) return undefined;
  const parsed = new URL(url, base);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return undefined;
  return parsed.origin + parsed.pathname.replace(/\/+$/, '');
}
