import type { CallMcp } from '@parley/dsl';
import type { CompileContext } from '../compile/context.ts';
import type { Scope } from '../interpret/scope.ts';
import type { McpRequest } from '../ports/effects.ts';
import { available, type CallKind, effect, record } from './call-kind.ts';
import { compileEndpoint } from './endpoint.ts';
import { toHeaders } from './request-parts.ts';

/** The version of the protocol that the specification names as the default. */
const PROTOCOL_VERSION = '2025-06-18';

/** `call: mcp`: one method of an MCP server, over HTTP or a process. */
export const mcpCall: CallKind<CallMcp> = {
  compile({ with: args }, pointer, context) {
    const transport = compileTransport(args.transport, `${pointer}/with/transport`, context);
    const method = context.template(args.method, `${pointer}/with/method`);
    const parameters = context.template(args.parameters ?? {}, `${pointer}/with/parameters`);
    const options = context.template(args.transport.options ?? {}, `${pointer}/with/transport/options`);
    const timeout = args.timeout === undefined ? undefined : context.duration(args.timeout, `${pointer}/with/timeout`);
    const { protocolVersion = PROTOCOL_VERSION, client } = args;
    return {
      *run(scope, input) {
        const { effects } = scope.execution;
        const request: McpRequest = {
          protocolVersion,
          method: String(method.evaluate(scope, input)),
          parameters: record(parameters.evaluate(scope, input), 'with.parameters'),
          transport: transport(scope, input),
          options: record(options.evaluate(scope, input), 'with.transport.options'),
          ...(timeout && { timeoutMs: timeout.evaluate(scope, input) }),
          ...(client && { client }),
        };
        return yield* effect(scope, async (invocation) =>
          available(effects.mcp, 'call MCP servers').call(request, invocation),
        );
      },
    };
  },
};

type Transport = (scope: Scope, input: unknown) => McpRequest['transport'];

function compileTransport(
  { http, stdio }: CallMcp['with']['transport'],
  pointer: string,
  context: CompileContext,
): Transport {
  if (http) {
    const endpoint = compileEndpoint(http.endpoint, `${pointer}/http/endpoint`, context);
    const headers = context.template(http.headers ?? {}, `${pointer}/http/headers`);
    return (scope, input) => ({
      kind: 'http',
      endpoint: endpoint(scope, input),
      headers: toHeaders(headers.evaluate(scope, input)),
    });
  }
  if (!stdio) context.problem(pointer, 'A transport is http or stdio');
  const process = context.template(stdio ?? {}, `${pointer}/stdio`);
  return (scope, input) => {
    const { command, arguments: args, environment } = record(process.evaluate(scope, input), 'with.transport.stdio');
    return {
      kind: 'stdio',
      command: String(command),
      arguments: Array.isArray(args) ? args.map(String) : [],
      environment: toHeaders(environment),
    };
  };
}
