import type { Workflow } from '@parley/dsl';
import type { CloudEvent } from '../durable.ts';
import type { ApprovalRequest, EffectContext, Effects, HttpRequest, HttpResponse } from '../ports/effects.ts';
import { standardError } from '../problem.ts';

/** One touch of the outside. */
export interface RecordedCall {
  readonly kind: 'http' | 'function' | 'publish' | 'approval';
  readonly name: string;
  readonly key: string;
  readonly idempotencyKey: string;
  readonly attempt: number;
  readonly request: unknown;
}

export interface FakeEffectsOptions {
  /** Definitions by id; `namespace/name` finds one for `run: workflow`. */
  readonly definitions: Readonly<Record<string, Workflow>>;
  /** Answers HTTP calls; default: 200 with the request as content. */
  readonly http?: (
    request: HttpRequest,
    context: EffectContext,
  ) => Promise<Partial<HttpResponse>> | Partial<HttpResponse>;
  readonly functions?: Effects['functions'];
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** Where published events go; default: nowhere. */
  readonly publish?: (tenantId: string, event: CloudEvent) => Promise<void>;
  /** Ports that replace the fakes. */
  readonly ports?: Partial<Effects>;
}

/** Effects that record every touch, for tests of the interpreter and of drivers. */
export interface FakeEffects extends Effects {
  readonly calls: RecordedCall[];
  readonly approvalRequests: ApprovalRequest[];
}

export function fakeEffects(options: FakeEffectsOptions): FakeEffects {
  const calls: RecordedCall[] = [];
  const approvalRequests: ApprovalRequest[] = [];
  const record = (kind: RecordedCall['kind'], name: string, request: unknown, context: EffectContext): void => {
    const { key, idempotencyKey, attempt } = context;
    calls.push({ kind, name, key, idempotencyKey, attempt, request });
  };
  const functions = Object.entries(options.functions ?? {}).map(
    ([name, call]) =>
      [
        name,
        async (args: Readonly<Record<string, unknown>>, context: EffectContext) => {
          record('function', name, args, context);
          return await call(args, context);
        },
      ] as const,
  );
  return {
    calls,
    approvalRequests,
    http: {
      async call(request, context) {
        record('http', `${request.method} ${request.uri}`, request, context);
        const answer = (await options.http?.(request, context)) ?? { content: request };
        const { method, uri, headers } = request;
        return { request: { method, uri, headers }, statusCode: 200, headers: {}, content: null, ...answer };
      },
    },
    documents: { load: (resource) => Promise.reject(standardError('communication', `No document ${resource.uri}`)) },
    operations: {
      resolve: (_, operationId) => Promise.reject(standardError('configuration', `No operation ${operationId}`)),
    },
    events: {
      async publish(event, context) {
        record('publish', event.type, event, context);
        await options.publish?.(context.tenantId, event);
      },
    },
    secrets: {
      read: async (_, names) =>
        Object.fromEntries(
          names.flatMap((name) => (name in (options.secrets ?? {}) ? [[name, options.secrets![name]]] : [])),
        ),
    },
    definitions: {
      async load(_, definition) {
        const found = options.definitions[definition];
        if (!found) throw standardError('configuration', `No definition ${definition}`);
        return found;
      },
      find: async (_, { namespace, name }) =>
        `${namespace}/${name}` in options.definitions ? `${namespace}/${name}` : undefined,
    },
    functions: Object.fromEntries(functions),
    approvals: {
      async open(request, context) {
        record('approval', 'open', request, context);
        approvalRequests.push(request);
      },
      escalate: async (name, assignee, context) => record('approval', 'escalate', { name, assignee }, context),
      close: async (name, reason, context) => record('approval', 'close', { name, reason }, context),
    },
    ...options.ports,
  };
}
