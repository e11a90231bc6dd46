import type { Operation } from '@parley/dsl';
import { type ImportedOpenApi, importOpenApi } from '../openapi/import-openapi.ts';

const DOCUMENT_URL = 'https://api.example/v1/openapi.yaml';

/** Imports a document given as text or as an object. */
export const load = (document: unknown): ImportedOpenApi =>
  importOpenApi(typeof document === 'string' ? document : JSON.stringify(document), {
    connection: 'shop',
    documentUrl: DOCUMENT_URL,
  });

/** Imports an OpenAPI 3.1 document that has `parts`. */
export const api = (parts: object): ImportedOpenApi =>
  load({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: {}, ...parts });

/** Imports one POST operation. */
export const operation = (node: object, parts: object = {}, path = '/things', pathItem: object = {}): Operation =>
  api({ paths: { [path]: { post: { operationId: 'op', responses: {}, ...node }, ...pathItem } }, ...parts })
    .operations[0]!;

/** A body or response of JSON. */
export const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

/** Severity and code of each diagnostic. */
export const codes = (result: ImportedOpenApi) => result.diagnostics.map(({ severity, code }) => `${severity} ${code}`);
