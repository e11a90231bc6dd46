import type { CallOpenApi, HttpOutput } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { Scope } from '../interpret/scope.ts';
import type { EffectContext, HttpRequest, ResolvedAuthentication, ResourceLocation } from '../ports/effects.ts';
import { standardError } from '../problem.ts';
import { compileAuthentication } from './authentication.ts';
import { bindArguments } from './bind-arguments.ts';
import { type CallKind, effect } from './call-kind.ts';
import { compileEndpoint } from './endpoint.ts';
import { exchange } from './http-exchange.ts';

interface OpenApiCall {
  readonly document: ResourceLocation;
  readonly operationId: string;
  readonly args: unknown;
  readonly authentication: ResolvedAuthentication | undefined;
  readonly output: HttpOutput;
  readonly redirect: boolean;
}

/** `call: openapi`: one operation of an API document, with a flat map of arguments. */
export const openApiCall: CallKind<CallOpenApi> = {
  compile({ with: args }, pointer, context) {
    const document = compileEndpoint(args.document.endpoint, `${pointer}/with/document/endpoint`, context);
    const authentication = compileAuthentication(args.authentication, `${pointer}/with/authentication`, context);
    const parameters = context.template(args.parameters ?? {}, `${pointer}/with/parameters`);
    const operationId = context.template(args.operationId, `${pointer}/with/operationId`);
    return {
      run(scope, input) {
        const call: OpenApiCall = {
          document: document(scope, input),
          operationId: String(operationId.evaluate(scope, input)),
          args: parameters.evaluate(scope, input),
          authentication: authentication(scope, input),
          output: args.output ?? 'content',
          redirect: args.redirect ?? false,
        };
        return effect(scope, (invocation) => send(scope, call, invocation));
      },
    };
  },
};

async function send(scope: Scope, call: OpenApiCall, invocation: EffectContext): Promise<unknown> {
  const { effects } = scope.execution;
  const args = call.args ?? {};
  if (!isObject(args)) throw standardError('expression', 'with.parameters has to give an object');
  const { operation, baseUrl, authentication } = await effects.operations.resolve(
    call.document,
    call.operationId,
    invocation,
  );
  const { method, path, query, headers, body } = bindArguments(operation, args);
  const credentials = call.authentication ?? authentication;
  const request: HttpRequest = {
    method,
    uri: baseUrl.replace(/\/+$/, '') + path,
    headers,
    query,
    output: call.output,
    redirect: call.redirect,
    connection: operation.connection,
    ...(body !== undefined && { body }),
    ...(credentials && { authentication: credentials }),
  };
  return await exchange(effects, request, invocation);
}
