import type { CallHttp } from '@parley/dsl';
import type { CompileContext } from '../compile/context.ts';
import type { Template } from '../compile/template.ts';
import { type CallKind, effect } from './call-kind.ts';
import { compileEndpoint } from './endpoint.ts';
import { exchange } from './http-exchange.ts';
import { toHeaders, toQuery } from './request-parts.ts';

/** `call: http`: one request. */
export const httpCall: CallKind<CallHttp> = {
  compile({ with: args }, pointer, context) {
    const endpoint = compileEndpoint(args.endpoint, `${pointer}/with/endpoint`, context);
    const method = context.template(args.method, `${pointer}/with/method`);
    const headers = optional(args.headers, `${pointer}/with/headers`, context);
    const query = optional(args.query, `${pointer}/with/query`, context);
    const body = optional(args.body, `${pointer}/with/body`, context);
    return {
      *run(scope, input) {
        const { uri, authentication } = endpoint(scope, input);
        const request = {
          method: String(method.evaluate(scope, input)).toUpperCase(),
          uri,
          headers: toHeaders(headers?.evaluate(scope, input)),
          query: toQuery(query?.evaluate(scope, input)),
          output: args.output ?? 'content',
          redirect: args.redirect ?? false,
          ...(body && { body: body.evaluate(scope, input) }),
          ...(authentication && { authentication }),
        };
        return yield* effect(scope, (invocation) => exchange(scope.execution.effects, request, invocation));
      },
    };
  },
};

function optional(value: unknown, pointer: string, context: CompileContext): Template | undefined {
  return value === undefined ? undefined : context.template(value, pointer);
}
