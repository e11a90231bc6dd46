import { isObject } from '@parley/kernel';
import type { OldMap } from '../old-map.ts';
import { type LegacyContext, present } from './context.ts';
import type { ExpressionScope } from './expressions.ts';
import { label } from './header.ts';

/** A call as the action wants it: the function, its arguments and what it can see. */
export interface FunctionCall {
  readonly definition: OldMap;
  readonly name: string;
  /** The arguments with their expressions translated. */
  readonly args: unknown;
  readonly selectionSet: string | undefined;
  readonly scope: ExpressionScope;
}

type Migrate = (call: FunctionCall, context: LegacyContext) => Record<string, unknown>;

const BY_TYPE: Readonly<Record<string, Migrate>> = {
  rest: openapi,
  openapi,
  http,
  asyncapi,
  rpc: grpc,
  graphql,
  expression,
};

/** The task that does what a function did. */
export function migrateFunctionCall(call: FunctionCall, context: LegacyContext): Record<string, unknown> {
  const { definition } = call;
  const type = definition.text('type') ?? 'rest';
  // Tasks have metadata, functions have none.
  const metadata = definition.any('metadata');
  const operation = definition.any('operation');
  const inPlace = isObject(operation) && (operation.uri === undefined ? pathItem : http);
  return present({ ...(inPlace || (BY_TYPE[type] ?? custom))(call, context), metadata });
}

/** The parts of `document#operation`, with a third part for gRPC and GraphQL. */
function operationParts({ definition }: FunctionCall): string[] {
  return (definition.text('operation') ?? '').split('#');
}

function authentication({ definition }: FunctionCall): { authentication?: { use: string } } {
  const name = definition.map('authRef')?.text('resource') ?? definition.text('authRef');
  return name === undefined ? {} : { authentication: { use: name } };
}

function hasArguments(args: unknown): boolean {
  return typeof args === 'string' || (isObject(args) && Object.keys(args).length > 0);
}

function openapi(call: FunctionCall, context: LegacyContext): Record<string, unknown> {
  const [document = '', operationId] = operationParts(call);
  if (operationId === undefined) {
    const advice = 'Write DOCUMENT#OPERATION, or make it an http call.';
    context.report.lost(call.definition.place('operation'), 'The operation does not name a document and an id', advice);
  }
  return {
    call: 'openapi',
    with: {
      document: { endpoint: endpoint(document) },
      operationId: operationId ?? call.name,
      ...(hasArguments(call.args) && { parameters: call.args }),
      ...authentication(call),
    },
  };
}

/** An address, with what may not stand in one percent-encoded. */
function endpoint(text: string): string {
  return text === '' ? 'document' : text.replaceAll(/[\s"<>\\^`|]/g, encodeURIComponent);
}

function http(call: FunctionCall, { expressions }: LegacyContext): Record<string, unknown> {
  const operation = call.definition.map('operation')!;
  const method = (operation.text('method') ?? 'GET').toLowerCase();
  const uri = operation.text('uri') ?? '';
  const headers = operation.any('headers');
  const cookies = operation.any('cookies');
  const withCookies = isObject(cookies)
    ? {
        Cookie: Object.entries(cookies)
          .map(([name, value]) => `${name}=${String(value)}`)
          .join('; '),
      }
    : {};
  const all = { ...(isObject(headers) && headers), ...withCookies };
  const sends = ['post', 'put', 'patch'].includes(method);
  const given = isObject(call.args) || typeof call.args === 'string' ? call.args : undefined;
  return {
    call: 'http',
    with: present({
      method,
      endpoint: { uri, ...authentication(call) },
      headers: Object.keys(all).length > 0 ? expressions.data(all, operation.place('headers')) : undefined,
      body: sends ? given : undefined,
      query: !sends && isObject(given) ? given : undefined,
    }),
  };
}

/** An operation that is an OpenAPI path item in place: its first path and method. */
function pathItem(call: FunctionCall, context: LegacyContext): Record<string, unknown> {
  const operation = call.definition.map('operation')!;
  const [path = '/'] = operation.keys();
  const item = operation.any(path);
  const [method = 'get'] = isObject(item) ? Object.keys(item) : [];
  const advice = 'Put the address of the server in front of the path.';
  context.report.lost(operation.place(path), 'A path in place says nothing about the server', advice);
  const body = ['post', 'put', 'patch'].includes(method);
  return {
    call: 'http',
    with: present({
      method,
      endpoint: `https://server.invalid${path}`,
      [body ? 'body' : 'query']: hasArguments(call.args) ? call.args : undefined,
    }),
  };
}

function asyncapi(call: FunctionCall): Record<string, unknown> {
  const [document = '', operation = call.name] = operationParts(call);
  return {
    call: 'asyncapi',
    with: {
      document: { endpoint: endpoint(document) },
      operation,
      message: { payload: hasArguments(call.args) ? call.args : {} },
      ...authentication(call),
    },
  };
}

function grpc(call: FunctionCall, context: LegacyContext): Record<string, unknown> {
  const [proto = '', service = call.name, method = call.name] = operationParts(call);
  const advice = 'Set with.service.host and, if it is not the usual one, with.service.port.';
  context.report.lost(
    call.definition.place('operation'),
    'The old language does not say where the service runs',
    advice,
  );
  return {
    call: 'grpc',
    with: {
      proto: { endpoint: endpoint(proto) },
      service: { name: service, host: 'localhost', ...authentication(call) },
      method,
      ...(isObject(call.args) && hasArguments(call.args) && { arguments: call.args }),
    },
  };
}

/** A GraphQL request is a POST (https://graphql.github.io/graphql-over-http). */
function graphql(call: FunctionCall, context: LegacyContext): Record<string, unknown> {
  const [address = '', kind = 'query', field = call.name] = operationParts(call);
  const args = isObject(call.args) ? Object.entries(call.args) : [];
  const message = 'GraphQL is called over HTTP; arguments are written as JSON, which fits all but objects and enums';
  context.report.changed(call.definition.place('operation'), message);
  const written = args.map(
    ([name, value], index) => escaped(`${index > 0 ? ', ' : ''}${name}: `) + graphqlValue(value),
  );
  const list = written.length > 0 ? `(${written.join('')})` : '';
  const selection = (call.selectionSet ?? '').replaceAll(/\s+/g, ' ').trim();
  const query = `${escaped(`${kind} { ${field}`)}${list}${escaped(`${selection && ` ${selection}`} }`)}`;
  return {
    call: 'http',
    with: {
      method: 'post',
      endpoint: { uri: endpoint(address), ...authentication(call) },
      body: { query: query.includes('\\(') ? `\${ "${query}" }` : (JSON.parse(`"${query}"`) as string) },
    },
  };
}

/** What a call gave, as jq over the output of its task. */
export function resultOf({ definition, name }: FunctionCall): string {
  if (definition.text('type') !== 'graphql') return '.';
  return `.data["${(definition.text('operation') ?? '').split('#')[2] ?? name}"]`;
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function graphqlValue(value: unknown): string {
  const source = typeof value === 'string' ? /^\$\{([\s\S]*)\}$/.exec(value)?.[1] : undefined;
  return source === undefined ? escaped(JSON.stringify(value)) : `\\(${source.trim()} | tojson)`;
}

function expression(call: FunctionCall, { expressions }: LegacyContext): Record<string, unknown> {
  const { definition, scope } = call;
  return { set: expressions.marked(definition.text('operation') ?? '.', definition.place('operation'), scope) };
}

/** Types that only some runtime knows. */
function custom(call: FunctionCall, { report }: LegacyContext): Record<string, unknown> {
  const { definition, name, args } = call;
  const type = definition.text('type') ?? 'custom';
  const advice = 'Replace the call by one of http, openapi, grpc or asyncapi, or add the function to your catalog.';
  report.lost(definition.pointer, `Functions of the type ${type} are not part of the language: ${name}`, advice);
  definition.any('operation');
  definition.any('authRef');
  return { call: `${label(name)}:1.0.0@default`, ...(isObject(args) && hasArguments(args) && { with: args }) };
}
