import type { JsonSchema, Operation, OperationParameter } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { standardError } from '../problem.ts';
import { hasDotSegment } from './dot-segments.ts';
import { writeQueryParameter } from './parameter-style.ts';
import { toHeaders, toQuery } from './request-parts.ts';

/** An operation's request, without server and credentials. */
export interface BoundRequest {
  readonly method: string;
  /** The path with its parameters filled in. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when nothing is sent. A form is encoded already. */
  readonly body?: unknown;
}

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Spreads a flat map of arguments over an operation's path, query, headers and body: parameters by name, the properties
 * of an object body beside them. A body that is no object, or whose property a parameter's name hides, is passed under
 * `body`. Arguments that are null or missing are left out, but for properties whose schema allows null. Raises a `validation` error when a required argument is
 * missing or one has no place in the request.
 */
export function bindArguments(operation: Operation, args: Arguments): BoundRequest {
  const { method, parameters, body } = operation;
  const given = new Map(Object.entries(args).filter(([, value]) => value !== undefined && value !== null));
  checkRequired(operation, given);
  const cookies = pick(parameters, 'cookie', given);
  const content = bindBody(operation, args);
  return {
    method,
    path: bindPath(operation, given),
    query: toQuery(bindQuery(parameters, given)),
    headers: {
      ...toHeaders(pick(parameters, 'header', given)),
      ...(Object.keys(cookies).length > 0 && { cookie: cookieHeader(cookies) }),
      ...(content !== undefined && { 'content-type': body?.mediaType ?? 'application/json' }),
    },
    ...(content !== undefined && { body: encode(operation, content) }),
  };
}

function checkRequired({ id, parameters }: Operation, given: ReadonlyMap<string, unknown>): void {
  const missing = parameters.filter(({ name, required }) => required && !given.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw standardError('validation', `${id} needs ${missing.join(', ')}`);
}

function pick(
  parameters: readonly OperationParameter[],
  place: OperationParameter['in'],
  given: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  const names = parameters.filter((parameter) => parameter.in === place && given.has(parameter.name));
  return Object.fromEntries(names.map(({ name }) => [name, given.get(name)]));
}

function bindQuery(
  parameters: readonly OperationParameter[],
  given: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  const written = parameters
    .filter(({ name, in: place }) => place === 'query' && given.has(name))
    .flatMap((parameter) => writeQueryParameter(parameter, given.get(parameter.name)));
  return Object.fromEntries(written);
}

function bindPath({ id, path }: Operation, given: ReadonlyMap<string, unknown>): string {
  const bound = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = given.get(name);
    return encodeURIComponent(Array.isArray(value) ? value.join(',') : String(value));
  });
  if (bound === path || !hasDotSegment(bound)) return bound;
  throw standardError('validation', `${id} cannot have "." or ".." in its path: it would be another operation's`);
}

function cookieHeader(cookies: Readonly<Record<string, unknown>>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('; ');
}

/** The body's content, or undefined when there is none to send. */
function bindBody(operation: Operation, args: Arguments): unknown {
  const { id, parameters, body } = operation;
  const taken = new Set(parameters.map(({ name }) => name));
  const rest = Object.entries(args).filter(([name, value]) => !taken.has(name) && isSent(name, value, body?.schema));
  if (!body) {
    const unknown = rest.map(([name]) => name);
    if (unknown.length > 0) throw standardError('validation', `${id} has no argument ${unknown.join(', ')}`);
    return undefined;
  }
  const properties = Object.fromEntries(rest);
  if (Object.hasOwn(properties, 'body') && !hasProperty(body.schema, 'body')) {
    const { body: whole, ...beside } = properties;
    return isObject(whole) ? { ...whole, ...beside } : whole;
  }
  if (rest.length > 0) return properties;
  if (body.required && !takesObject(body.schema)) throw standardError('validation', `${id} needs a body`);
  return body.required ? {} : undefined;
}

function isSent(name: string, value: unknown, schema: JsonSchema | undefined): boolean {
  if (value !== null) return value !== undefined;
  const property = isObject(schema) && isObject(schema.properties) ? schema.properties[name] : undefined;
  if (!isObject(property)) return false;
  const { type, enum: values } = property;
  return (
    type === 'null' ||
    [type, values].some((list) => Array.isArray(list) && (list.includes('null') || list.includes(null)))
  );
}

function hasProperty(schema: JsonSchema, name: string): boolean {
  return isObject(schema) && isObject(schema.properties) && Object.hasOwn(schema.properties, name);
}

function takesObject(schema: JsonSchema): boolean {
  if (!isObject(schema)) return schema;
  const { type } = schema;
  return type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function encode({ body }: Operation, content: unknown): unknown {
  const mediaType = body?.mediaType ?? 'application/json';
  if (mediaType.startsWith('application/x-www-form-urlencoded')) return encodeForm(content);
  return content;
}

function encodeForm(content: unknown): string {
  const pairs = Object.entries(toQuery(content)).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item): [string, string] => [name, String(item)]),
  );
  return new URLSearchParams(pairs).toString();
}
