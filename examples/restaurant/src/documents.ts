import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ApiName } from './records.ts';

/** An OpenAPI 3.1 document as plain JSON. */
export type OpenApiDocument = { servers: unknown[]; [key: string]: unknown };

/** The text of an API's document as it lies in `apis/`. */
export function documentText(api: ApiName): string {
  return readFileSync(new URL(`../apis/${api}.yaml`, import.meta.url), 'utf8');
}

const parsed = new Map<ApiName, OpenApiDocument>();

/**
 * An API's document. With `origin` (`http://127.0.0.1:7400`) its sandbox server is the one that runs there; the live
 * server stays.
 */
export function apiDocument(api: ApiName, origin?: string): OpenApiDocument {
  const known = parsed.get(api) ?? (parse(documentText(api)) as OpenApiDocument);
  parsed.set(api, known);
  const document = structuredClone(known);
  if (origin === undefined) return document;
  const sandbox = { url: `${origin}/${api}`, description: 'Sandbox', 'x-environment': 'sandbox' };
  return { ...document, servers: [sandbox, ...document.servers.slice(1)] };
}
