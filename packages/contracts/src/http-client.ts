import { commonError, isObject, ParleyError, type TenantContext } from '@parley/kernel';
import type { CallInput, CallMeta, Client, OperationResult, OperationSpec, Operations } from './operation.ts';

export interface HttpClientOptions {
  /** Where the operations are served, without a trailing slash: `http://localhost:7420`. */
  readonly baseUrl: string;
  /** The bearer token of a call; asked for each one, so the caller keeps it fresh. Not called for public operations. */
  readonly token: (context: TenantContext | undefined) => Promise<string> | string;
  /** Slug of the tenant meant, for members of several tenants. */
  readonly tenant?: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds until a call without an answer fails with `unavailable`. Default 60 000. */
  readonly timeoutMs?: number;
}

/** The same operations for one person, whom the token alone names. */
export type UserClient<T extends Operations> = {
  readonly [K in keyof T]: (input: CallInput<T[K]>) => Promise<OperationResult<T[K]>>;
};

interface LooseInput extends CallMeta {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/**
 * A client that calls a service over HTTP. Problems come back as the {@link ParleyError} the service raised; a service
 * that cannot be reached, answers too late or with something else than JSON is `unavailable`. Nothing is tried again:
 * give an `idempotencyKey` and repeat the call.
 */
export function createHttpClient<T extends Operations>(operations: T, options: HttpClientOptions): Client<T> {
  const entries = Object.entries(operations).map(([id, operation]) => [
    id,
    (context: TenantContext | undefined, input: LooseInput) => call(operation, options, context, input),
  ]);
  return Object.fromEntries(entries) as Client<T>;
}

/** Like {@link createHttpClient}, for programs that act for the one person whose token they hold. */
export function createUserClient<T extends Operations>(operations: T, options: HttpClientOptions): UserClient<T> {
  const entries = Object.entries(operations).map(([id, operation]) => [
    id,
    (input: LooseInput) => call(operation, options, undefined, input),
  ]);
  return Object.fromEntries(entries) as UserClient<T>;
}

async function call(
  operation: OperationSpec,
  options: HttpClientOptions,
  context: TenantContext | undefined,
  input: LooseInput,
): Promise<unknown> {
  const url = `${options.baseUrl}${fillPath(operation.path, input.params)}${queryString(input.query)}`;
  const headers = await requestHeaders(operation, options, context, input);
  const body = input.rawBody ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 60_000);
  const signal = input.signal ? AbortSignal.any([input.signal, timeout]) : timeout;
  let answer: { readonly response: Response; readonly text: string };
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method: operation.method,
      headers,
      signal,
      ...(body !== undefined && { body }),
    });
    answer = { response, text: await response.text() };
  } catch (cause) {
    if (input.signal?.aborted) throw cause;
    throw commonError('unavailable', `${options.baseUrl} does not answer`, {
      hint: 'Check that Parley is running there and try again.',
      cause,
    });
  }
  return readAnswer(answer.response, answer.text, options.baseUrl);
}

function fillPath(path: string, params: LooseInput['params']): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params?.[name])));
}

function queryString(query: LooseInput['query']): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) pairs.set(name, String(value));
  return pairs.size === 0 ? '' : `?${pairs}`;
}

async function requestHeaders(
  operation: OperationSpec,
  options: HttpClientOptions,
  context: TenantContext | undefined,
  input: LooseInput,
): Promise<Headers> {
  const headers = new Headers({ accept: 'application/json' });
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined) headers.set(name, value);
  };
  for (const [name, value] of Object.entries(input.headers ?? {})) set(name, value);
  if (operation.role !== 'public') set('authorization', `Bearer ${await options.token(context)}`);
  if (input.body !== undefined || input.rawBody !== undefined) set('content-type', 'application/json');
  set('idempotency-key', input.idempotencyKey);
  set('if-match', input.ifMatch === undefined ? undefined : `"${input.ifMatch}"`);
  set('parley-tenant', options.tenant);
  set('traceparent', context?.traceparent);
  return headers;
}

function readAnswer(response: Response, text: string, baseUrl: string): unknown {
  if (response.status === 204) return undefined;
  const json = parseJson(text);
  if (json === NOT_JSON) {
    throw commonError('unavailable', `${baseUrl} answered ${response.status} with something that is not JSON`, {
      hint: 'Check that the address is Parley’s and not a proxy’s.',
    });
  }
  if (response.ok) return json;
  throw toError(response.status, isObject(json) ? json : {});
}

const NOT_JSON = Symbol('not JSON');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

function toError(status: number, problem: Record<string, unknown>): ParleyError {
  const { code, detail, hint, details, retryable } = problem;
  return new ParleyError(
    typeof code === 'string' ? code : 'unavailable',
    { status, retryable: retryable === true, doc: '' },
    typeof detail === 'string' ? detail : `The service answered ${status}`,
    { ...(typeof hint === 'string' && { hint }), ...(isObject(details) && { details }) },
  );
}
