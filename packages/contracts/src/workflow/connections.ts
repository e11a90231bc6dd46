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

const secret = z.string().min(1).max(4_000);

/** How calls to a system prove who they are. Secrets can be set and never read. */
export const ConnectionAuth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bearer'), token: secret }),
  z.object({ kind: z.literal('basic'), username: z.string().min(1).max(500), password: secret }),
  z.object({
    kind: z.literal('apiKey'),
    in: z.enum(['header', 'query']),
    name: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'use letters, digits, dots, dashes and underscores'),
    value: z.string().regex(/^[\x21-\x7e]{1,4000}$/, 'use visible ASCII characters'),
  }),
  z.object({
    kind: z.literal('oauth2'),
    tokenUrl: z.url().max(2_000),
    clientId: z.string().min(1).max(500),
    clientSecret: secret,
    scopes: z.array(z.string().min(1).max(200)).max(50).optional(),
    audience: z.string().min(1).max(500).optional(),
  }),
]);
export type ConnectionAuth = z.infer<typeof ConnectionAuth>;

const webhookSecret = z
  .string()
  .min(24)
  .max(200)
  .meta({ description: 'Key of the signatures on the events that the system sends (Standard Webhooks)' });

/** A workflow that a change of an API breaks, and where. */
export const BrokenWorkflow = z.object({
  workflowId: Id,
  name: z.string(),
  version: z.number().int(),
  breaks: z.array(z.object({ pointer: z.string(), message: z.string() })),
});

export const Connection = z.object({
  connectionId: Id,
  name: z.string(),
  title: z.string(),
  documentUrl: z.string(),
  liveUrl: z.string(),
  sandboxUrl: z.string().optional(),
  hasCredential: z.boolean(),
  auth: z.enum(['bearer', 'basic', 'apiKey', 'oauth2']).optional(),
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
      bearerToken: secret.optional().meta({ description: 'Short for `auth` of the kind `bearer`' }),
      auth: ConnectionAuth.optional(),
      webhookSecret: webhookSecret.optional(),
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
  updateConnection: {
    method: 'PATCH',
    path: '/v1/connections/{connectionId}',
    summary: 'Renames a connection, changes its address or credential, or reads its API document anew',
    role: 'editor',
    params: z.object({ connectionId: Id }),
    body: z.object({
      name: Name.optional(),
      document: z.string().min(1).max(5_000_000).optional().meta({ description: 'The changed OpenAPI document' }),
      refresh: z.boolean().default(false).meta({ description: 'Read the document from its address again' }),
      liveUrl: z.url().max(2_000).optional(),
      sandboxUrl: z.url().max(2_000).nullable().optional(),
      auth: ConnectionAuth.nullable().optional().meta({ description: 'Replaces the credential; null removes it' }),
      webhookSecret: webhookSecret.optional(),
    }),
    response: z.object({
      connection: Connection,
      broken: z.array(BrokenWorkflow).meta({ description: 'Workflows that the changed document breaks' }),
    }),
    status: 200,
    maxBodyBytes: 6 * 1024 * 1024,
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
