import type { OperationSpec, Operations } from '@parley/contracts';
import * as contracts from '@parley/contracts';
import { z } from 'zod';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';
import { PROBLEM_TYPE } from './problem-reply.ts';

const refer = (name: string): string => `#/components/schemas/${name}`;

/** The OpenAPI 3.1 document of operations, made from the schemas that validate their requests. */
export function createOpenApiDocument(operations: Operations): Record<string, unknown> {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [id, operation] of Object.entries(operations)) {
    const described = { [operation.method.toLowerCase()]: describeOperation(id, operation, components) };
    paths[operation.path] = { ...paths[operation.path], ...described };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Parley', version: '1', summary: 'Turns a conversation into a durable workflow' },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: PROBLEM, ...components.schemas },
      responses: {
        Problem: {
          description: 'What went wrong',
          content: { [PROBLEM_TYPE]: { schema: { $ref: refer('Problem') } } },
        },
      },
    },
  };
}

/** Answers' schemas that contracts exports by name, each described once and referred to. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};
  readonly #exported = new Map<string, z.ZodType>();

  constructor() {
    for (const [name, value] of Object.entries(contracts)) {
      if (value instanceof z.ZodObject) this.#exported.set(name, value);
    }
  }

  /** The reference to a named schema, or the schema itself. */
  use(schema: z.ZodType): JsonSchema {
    for (const [name, exported] of this.#exported) if (exported === schema) return { $ref: this.#refer(name) };
    return this.#describe(schema);
  }

  #describe(schema: z.ZodType): JsonSchema {
    return toJsonSchema(schema, { io: 'output', named: this.#registry(schema), refer: (name) => this.#refer(name) });
  }

  #registry(except: z.ZodType) {
    const registry = z.registry<{ id: string }>();
    for (const [id, schema] of this.#exported) if (schema !== except) registry.add(schema, { id });
    return registry;
  }

  #refer(name: string): string {
    if (!(name in this.schemas)) {
      this.schemas[name] = {};
      this.schemas[name] = this.#describe(this.#exported.get(name)!);
    }
    return refer(name);
  }
}

function describeOperation(id: string, operation: OperationSpec, components: Components): Record<string, unknown> {
  const { body } = operation;
  return {
    operationId: id,
    summary: operation.summary,
    tags: [operation.path.split('/')[2] ?? 'other'],
    ...(operation.role === 'public' ? { security: [] } : { security: [{ bearer: [] }], 'x-role': operation.role }),
    parameters: [
      ...describeParameters('path', operation.params),
      ...describeParameters('query', operation.query),
      ...headerParameters(operation),
    ],
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: { 'application/json': { schema: toJsonSchema(body, { io: 'input' }) } },
      },
    }),
    responses: {
      [operation.status]: describeResponse(operation, components),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function describeResponse(operation: OperationSpec, components: Components): Record<string, unknown> {
  const etag = { ETag: { description: 'The version of the document', schema: { type: 'string' } } };
  return {
    description: operation.summary,
    ...(operation.etag && { headers: etag }),
    ...(operation.status !== 204 && {
      content: { 'application/json': { schema: components.use(operation.response) } },
    }),
  };
}

function describeParameters(place: 'path' | 'query', schema: z.ZodObject | undefined): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, { io: 'input' });
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: (required as string[]).includes(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

function headerParameters(operation: OperationSpec): object[] {
  const header = (name: string, description: string, required = false) => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...(operation.role === 'public' ? [] : [header('Parley-Tenant', 'Slug of the tenant, for members of several')]),
    ...(operation.method === 'POST' && operation.role !== 'public'
      ? [header('Idempotency-Key', 'The same key gives the same result once, for 24 hours')]
      : []),
    ...(operation.etag && operation.method !== 'GET'
      ? [header('If-Match', 'ETag of the version that was read', operation.method !== 'POST')]
      : []),
  ];
}

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'RFC 9457 problem details',
  required: ['type', 'title', 'status', 'code', 'detail', 'retryable', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; never translated' },
    detail: { type: 'string' },
    retryable: { type: 'boolean', description: 'Whether the same request can succeed later' },
    hint: { type: 'string', description: 'What to do next' },
    details: { type: 'object', additionalProperties: true },
    requestId: { type: 'string' },
  },
};
