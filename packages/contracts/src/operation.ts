import type { Role, TenantContext } from '@parley/kernel';
import type { z } from 'zod';

/** What an operation takes and gives. Members that an operation lacks are left out of its declaration. */
export interface OperationSpec<
  Params extends z.ZodObject | undefined = z.ZodObject | undefined,
  Query extends z.ZodObject | undefined = z.ZodObject | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Response extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the installation's root with parameters in braces: `/v1/executions/{executionId}`. */
  readonly path: string;
  readonly summary: string;
  /** The weakest role that may call it; `public` operations authenticate by other means and get no tenant context. */
  readonly role: Role | 'public';
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly response: Response;
  /** Status of success. */
  readonly status: 200 | 201 | 202 | 204;
  /** True when the answer carries an `ETag` (its `etag` property) and changes need `If-Match`. */
  readonly etag?: boolean;
  /** True when the raw bytes of the body are handed over beside the parsed body, for signatures. */
  readonly rawBody?: boolean;
  /** Largest body in bytes; 1 MiB when left out. */
  readonly maxBodyBytes?: number;
}

/** The operations of one service by operation id. */
export type Operations = Readonly<Record<string, OperationSpec>>;

type Infer<S> = S extends z.ZodType ? z.infer<S> : undefined;
type InferInput<S> = S extends z.ZodType ? z.input<S> : undefined;
type Field<Name extends string, T> = T extends undefined ? Partial<Record<Name, undefined>> : Record<Name, T>;

/** What travels beside the typed parts of a request. */
export interface CallMeta {
  /** The caller's key; the same key gives the same result once. */
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  /** Lower-case header names; only for operations with `rawBody`. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly rawBody?: string;
  /** Aborted when the caller went away or the service stops: what waits for news should answer with what it has. */
  readonly signal?: AbortSignal;
}

/** Input that a handler sees: validated, defaults filled in. */
export type HandlerInput<O extends OperationSpec> = CallMeta &
  Field<'params', Infer<O['params']>> &
  Field<'query', Infer<O['query']>> &
  Field<'body', Infer<O['body']>>;

/** Input that a caller gives: parts with defaults may be missing. */
export type CallInput<O extends OperationSpec> = CallMeta &
  Field<'params', InferInput<O['params']>> &
  Field<'query', InferInput<O['query']>> &
  Field<'body', InferInput<O['body']>>;

export type OperationResult<O extends OperationSpec> = z.infer<O['response']>;

/** Implements one operation. Public operations get an undefined context. */
export type Handler<O extends OperationSpec> = (
  context: O['role'] extends 'public' ? undefined : TenantContext,
  input: HandlerInput<O>,
) => Promise<OperationResult<O>>;

/** A module's implementation of all its operations. */
export type Handlers<T extends Operations> = { readonly [K in keyof T]: Handler<T[K]> };

/** How services call each other: the same shape in process and over HTTP. */
export type Client<T extends Operations> = {
  readonly [K in keyof T]: (
    context: T[K]['role'] extends 'public' ? undefined : TenantContext,
    input: CallInput<T[K]>,
  ) => Promise<OperationResult<T[K]>>;
};

/** Declares the operations of a service; keeps each one's exact type. */
export function defineOperations<const T extends Operations>(operations: T): T {
  return operations;
}
