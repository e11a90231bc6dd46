import { z } from 'zod';
import { defineOperations } from '../operation.ts';
import { Id, JsonValue, PageQuery, pageOf, Time } from '../schemas.ts';

const JsonSchemaValue = JsonValue.meta({ description: 'A JSON Schema 2020-12' });
const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and dashes, starting with a letter');

export const CatalogOperation = z.object({
  id: z.string(),
  connection: z.string(),
  name: z.string(),
  kind: z.literal('openapi'),
  documentUrl: z.string(),
  method: z.string(),
  path: z.string(),
  summary: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  parameters: z.array(
    z.object({
      name: z.string(),
      in: z.enum(['path', 'query', 'header', 'cookie']),
      required: z.boolean(),
      schema: JsonSchemaValue,
    }),
  ),
  body: z.object({ required: z.boolean(), mediaType: z.string(), schema: JsonSchemaValue }).optional(),
  input: JsonSchemaValue,
  output: JsonSchemaValue,
  errors: z.array(z.object({ status: z.number(), summary: z.string() })),
});

export const CatalogEvent = z.object({
  type: z.string(),
  connection: z.string(),
  summary: z.string(),
  description: z.string(),
  data: JsonSchemaValue,
});

export const CatalogFunction = z.object({
  call: z.string(),
  summary: z.string(),
  input: JsonSchemaValue,
  output: JsonSchemaValue,
});

export const CatalogDocument = z.object({
  operations: z.array(CatalogOperation),
  events: z.array(CatalogEvent),
  functions: z.array(CatalogFunction),
});

export const Connection = z.object({
  connectionId: Id,
  name: z.string(),
  title: z.string(),
  documentUrl: z.string(),
  liveUrl: z.string(),
  sandboxUrl: z.string().optional(),
  hasCredential: z.boolean(),
  webhookUrl: z.string().meta({ description: 'Where the system sends its events' }),
  operationCount: z.number().int(),
  eventCount: z.number().int(),
  createdAt: Time,
});
export type Connection = z.infer<typeof Connection>;

export const connectionOperations = defineOperations({
  createConnection: {
    method: 'POST',
    path: '/v1/connections',
    summary: 'Connects one of the tenant’s systems by its API document',
    role: 'editor',
    body: z.object({
      name: Name,
      document: z
        .string()
        .min(1)
        .max(5_000_000)
        .optional()
        .meta({ description: 'The OpenAPI document; read from `documentUrl` when left out' }),
      documentUrl: z.url().max(2_000),
      liveUrl: z
        .url()
        .max(2_000)
        .optional()
        .meta({ description: 'Base URL of calls; the document’s server by default' }),
      sandboxUrl: z.url().max(2_000).optional(),
      bearerToken: z.string().min(1).max(4_000).optional(),
      webhookSecret: z
        .string()
        .min(24)
        .max(200)
        .optional()
        .meta({ description: 'Key of the signatures on the events that the system sends (Standard Webhooks)' }),
    }),
    response: Connection,
    status: 201,
    maxBodyBytes: 6 * 1024 * 1024,
  },
  listConnections: {
    method: 'GET',
    path: '/v1/connections',
    summary: 'The tenant’s connections',
    role: 'viewer',
    query: PageQuery,
    response: pageOf(Connection),
    status: 200,
  },
  getConnection: {
    method: 'GET',
    path: '/v1/connections/{connectionId}',
    summary: 'One connection',
    role: 'viewer',
    params: z.object({ connectionId: Id }),
    response: Connection,
    status: 200,
  },
  getCatalog: {
    method: 'GET',
    path: '/v1/catalog',
    summary: 'Every operation, event and function that a workflow can use',
    role: 'viewer',
    response: CatalogDocument,
    status: 200,
  },
  receiveWebhook: {
    method: 'POST',
    path: '/v1/webhooks/{connectionId}',
    summary: 'Takes an event from a connected system, signed as Standard Webhooks has it',
    role: 'public',
    params: z.object({ connectionId: Id }),
    body: z.object({ type: z.string().min(1).max(200), data: JsonValue }),
    response: z.object({ accepted: z.boolean() }),
    status: 202,
    rawBody: true,
  },
});
