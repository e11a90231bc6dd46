import { agentOperations, conversationOperations, platformOperations, workflowOperations } from '@parley/contracts';
import { validate } from '@scalar/openapi-parser';
import { describe, expect, it } from 'vitest';
import { createOpenApiDocument } from './index.ts';
import { createEdge, createNotes, noteOperations } from './testing/edge.ts';

const all = { ...platformOperations, ...workflowOperations, ...conversationOperations, ...agentOperations };

interface Described {
  readonly operationId: string;
  readonly security?: unknown[];
  readonly parameters: { name: string; in: string; required: boolean; schema: Record<string, unknown> }[];
  readonly requestBody?: { required: boolean; content: Record<string, { schema: { required: string[] } }> };
  readonly responses: Record<string, { content: Record<string, { schema: object }> }>;
}
interface Document {
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: { readonly schemas: Record<string, object> };
}
const documentOf = (operations: Parameters<typeof createOpenApiDocument>[0]) =>
  createOpenApiDocument(operations) as unknown as Document;

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors, version } = await validate(JSON.stringify(documentOf(all)));
    expect([valid, errors, version]).toEqual([true, [], '3.1']);
  });

  it('has every operation once', () => {
    const described = Object.entries(documentOf(all).paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => `${operationId}: ${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(
      Object.entries(all)
        .map(([id, o]) => `${id}: ${o.method} ${o.path}`)
        .sort(),
    );
  });

  it('refers only to schemas that it has, and has none that nobody refers to', () => {
    const document = documentOf(all);
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect([...new Set(references)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it('says what a caller may leave out and what is the default', () => {
    const { paths } = documentOf(noteOperations);
    const list = paths['/v1/notes']!.get!;
    expect(list.parameters.find(({ name }) => name === 'limit')).toEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { default: 5, type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    });
    const create = paths['/v1/notes']!.post!;
    expect(create.requestBody?.content['application/json']?.schema.required).toEqual(['text']);
  });

  it('declares the headers that an operation takes', () => {
    const { paths } = documentOf(noteOperations);
    const headers = (one: Described) =>
      one.parameters.filter((p) => p.in === 'header').map((p) => [p.name, p.required]);
    expect(headers(paths['/v1/notes']!.post!)).toEqual([
      ['Parley-Tenant', false],
      ['Idempotency-Key', false],
    ]);
    expect(headers(paths['/v1/notes/{noteId}']!.put!)).toEqual([
      ['Parley-Tenant', false],
      ['If-Match', true],
    ]);
    expect([headers(paths['/v1/signed']!.post!), paths['/v1/signed']!.post!.security]).toEqual([[], []]);
  });

  it('is served by the server for all its services', async () => {
    const response = await createEdge([createNotes().routes]).request(undefined, { url: '/openapi.json' });
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.json()).toEqual(JSON.parse(JSON.stringify(documentOf(noteOperations))));
  });
});
