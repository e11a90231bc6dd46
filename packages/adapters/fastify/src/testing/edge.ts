import { defineOperations, type Handlers, Id, type Operations } from '@parley/contracts';
import {
  commonError,
  type Logger,
  ManualClock,
  newId,
  type Role,
  silentLogger,
  type TenantContext,
} from '@parley/kernel';
import { type AccessDecision, createGateway, createRateLimiter, type Membership } from '@parley/module-gateway';
import { createMemoryIdempotencyStore } from '@parley/module-gateway/testing';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { createHttpServer, type HttpServerOptions, type ServiceRoutes, serviceRoutes } from '../index.ts';

const Note = z.object({ noteId: Id, text: z.string(), etag: z.string() });
const NotePath = z.object({ noteId: Id });

/** A service that uses everything that an operation can declare. */
export const noteOperations = defineOperations({
  createNote: {
    method: 'POST',
    path: '/v1/notes',
    summary: 'Writes a note',
    role: 'editor',
    body: z.object({ text: z.string().min(1).max(2_000_000), tags: z.array(z.string()).default(['none']) }),
    response: Note,
    status: 201,
  },
  listNotes: {
    method: 'GET',
    path: '/v1/notes',
    summary: 'Notes; waits for the first',
    role: 'viewer',
    query: z.object({ limit: z.coerce.number().int().min(1).default(5), wait: z.enum(['yes', 'no']).default('no') }),
    response: z.object({ items: z.array(Note) }),
    status: 200,
  },
  getNote: {
    method: 'GET',
    path: '/v1/notes/{noteId}',
    summary: 'One note',
    role: 'viewer',
    params: NotePath,
    response: Note,
    status: 200,
    etag: true,
  },
  replaceNote: {
    method: 'PUT',
    path: '/v1/notes/{noteId}',
    summary: 'Replaces a note',
    role: 'editor',
    params: NotePath,
    body: z.object({ text: z.string() }),
    response: Note,
    status: 200,
    etag: true,
  },
  deleteNote: {
    method: 'DELETE',
    path: '/v1/notes/{noteId}',
    summary: 'Deletes a note',
    role: 'owner',
    params: NotePath,
    response: z.undefined(),
    status: 204,
  },
  receiveSigned: {
    method: 'POST',
    path: '/v1/signed',
    summary: 'Takes a signed body',
    role: 'public',
    body: z.object({ n: z.number() }),
    response: z.object({ raw: z.string(), signature: z.string() }),
    status: 202,
    rawBody: true,
    maxBodyBytes: 100,
  },
});
export type NoteOperations = typeof noteOperations;

export const alpha = newId();
export const beta = newId();

const membership = (tenantId: string, tenantSlug: string, role: Role): Membership => ({
  tenantId,
  tenantSlug,
  tenantStatus: 'active',
  roles: [role],
  businessRoles: [],
});

/** Who may do what; the token of a subject is its name. */
const MEMBERS: Record<string, Membership[]> = {
  owner: [membership(alpha, 'alpha', 'owner')],
  editor: [membership(alpha, 'alpha', 'editor')],
  viewer: [membership(alpha, 'alpha', 'viewer')],
  stranger: [],
  beta: [membership(beta, 'beta', 'owner')],
  both: [membership(alpha, 'alpha', 'editor'), membership(beta, 'beta', 'viewer')],
};

export interface Edge {
  readonly clock: ManualClock;
  readonly server: ReturnType<typeof createHttpServer>;
  readonly decisions: AccessDecision[];
  readonly logged: { fields: object; message: string }[];
  /** Sends a request as the member, whose name is the token; `body` goes out as JSON. */
  request(as: string | undefined, request: EdgeRequest): Promise<LightMyRequestResponse>;
}

interface EdgeRequest {
  readonly method?: NonNullable<InjectOptions['method']>;
  readonly url: string;
  readonly body?: unknown;
  /** A body that goes out as it is, with the media type of JSON unless `headers` say otherwise. */
  readonly text?: string | Buffer;
  readonly headers?: Record<string, string>;
}

export interface EdgeOptions extends Partial<HttpServerOptions> {
  readonly burst?: number;
}

/** A server in front of `services` with the real gateway; identity, members and keys are in memory. */
export function createEdge(services: readonly ServiceRoutes[], options: EdgeOptions = {}): Edge {
  const clock = new ManualClock();
  const decisions: AccessDecision[] = [];
  const logged: Edge['logged'] = [];
  const logger: Logger = { ...silentLogger, error: (fields, message) => logged.push({ fields, message }) };
  const gateway = createGateway({
    verifier: {
      async verify(token) {
        if (!(token in MEMBERS)) throw commonError('unauthenticated', 'The access token is not valid');
        return { subject: token, expiresAt: clock.now() + 3_600_000 };
      },
    },
    members: {
      findMemberships: async ({ subject, tenantSlug }) =>
        MEMBERS[subject]!.filter((one) => tenantSlug === undefined || one.tenantSlug === tenantSlug),
    },
    limiter: createRateLimiter({ perSecond: 1, burst: options.burst ?? 1000 }, clock),
    idempotency: createMemoryIdempotencyStore(clock),
    audit: { record: (decision) => decisions.push(decision) },
    clock,
    logger,
  });
  const server = createHttpServer({ services, gateway, logger, ...options });
  return {
    clock,
    server,
    decisions,
    logged,
    request(as, { method = 'GET', url, body, text, headers = {} }) {
      const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
      return server.inject({
        method,
        url,
        headers: {
          ...(as !== undefined && { authorization: `Bearer ${as}` }),
          ...(payload !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(payload !== undefined && { payload }),
      });
    },
  };
}

/** Handlers of the notes that remember what they were called with. */
export function createNotes(overrides: Partial<Handlers<NoteOperations>> = {}) {
  const calls: { operation: string; context: TenantContext | undefined; input: Record<string, unknown> }[] = [];
  const note = { noteId: newId(), text: 'hello', etag: 'v1', secret: 'never leaves' };
  const remember =
    (operation: string, result: unknown) => async (context: TenantContext | undefined, input: object) => {
      calls.push({ operation, context, input: { ...input } });
      return result;
    };
  const handlers = {
    createNote: remember('createNote', note),
    listNotes: remember('listNotes', { items: [note], total: 1 }),
    getNote: remember('getNote', note),
    replaceNote: remember('replaceNote', { ...note, etag: 'v2' }),
    deleteNote: remember('deleteNote', undefined),
    receiveSigned: async (_: undefined, input: { rawBody?: string; headers?: Record<string, string | undefined> }) => ({
      raw: input.rawBody ?? '',
      signature: input.headers?.['x-signature'] ?? '',
    }),
    ...overrides,
  } as unknown as Handlers<NoteOperations>;
  return { calls, note, routes: serviceRoutes(noteOperations, handlers) };
}

/** Every operation answered by the same function, for tests of what happens before a handler. */
export function answerAll(operations: Operations, handler: () => Promise<never>): ServiceRoutes {
  return { operations, handlers: Object.fromEntries(Object.keys(operations).map((id) => [id, handler])) };
}
