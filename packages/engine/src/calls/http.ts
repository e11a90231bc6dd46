import type { CallHttp } from '@parley/dsl';
import type { CompileContext } from '../compile/context.ts';
import type { Template } from '../compile/template.ts';
import type { Scope } from '../interpret/scope.ts';
import type { HttpRequest } from '../ports/effects.ts';
import { type CallKind, effect } from './call-kind.ts';
import { compileEndpoint } from './endpoint.ts';
import { exchange } from './http-exchange.ts';
import { toHeaders, toQuery } from './request-parts.ts';

/** `call: http`: one request. */
export const httpCall: CallKind<CallHttp> = {
  compile({ with: args }, pointer, context) {
    const endpoint = compileEndpoint(args.endpoint, `${pointer}/with/endpoint`, context);
    const method = compileMethod(args.method, `${pointer}/with/method`, context);
    const headers = optional(args.headers, `${pointer}/with/headers`, context);
    const query = optional(args.query, `${pointer}/with/query`, context);
    const body = optional(args.body, `${pointer}/with/body`, context);
    const { output = 'content', redirect = false } = args;
    return {
      run(scope, input) {
        const { uri, authentication } = endpoint(scope, input);
        const request: Writable<HttpRequest> = {
          method: method(scope, input),
          uri,
          headers: toHeaders(headers?.evaluate(scope, input)),
          query: toQuery(query?.evaluate(scope, input)),
          output,
          redirect,
        };
        if (body) request.body = body.evaluate(scope, input);
        if (authentication) request.authentication = authentication;
        return effect(scope, (invocation) => exchange(scope.execution.effects, request, invocation));
      },
    };
  },
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function compileMethod(
  value: unknown,
  pointer: string,
  context: CompileContext,
): (scope: Scope, input: unknown) => string {
  const template = context.template(value, pointer);
  if (!template.constant) return (scope, input) => String(template.evaluate(scope, input)).toUpperCase();
  const method = String(value).toUpperCase();
  return () => method;
}

function optional(value: unknown, pointer: string, context: CompileContext): Template | undefined {
  return value === undefined ? undefined : context.template(value, pointer);
}
