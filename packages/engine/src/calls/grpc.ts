import type { CallGrpc } from '@parley/dsl';
import { compileAuthentication } from './authentication.ts';
import { available, type CallKind, effect, record } from './call-kind.ts';
import { compileEndpoint } from './endpoint.ts';

/** `call: grpc`: one method of a service that a `.proto` file describes. */
export const grpcCall: CallKind<CallGrpc> = {
  compile({ with: args }, pointer, context) {
    const proto = compileEndpoint(args.proto.endpoint, `${pointer}/with/proto/endpoint`, context);
    const { authentication: reference, ...address } = args.service;
    const service = context.template(address, `${pointer}/with/service`);
    const authentication = compileAuthentication(reference, `${pointer}/with/service/authentication`, context);
    const method = context.template(args.method, `${pointer}/with/method`);
    const values = context.template(args.arguments ?? {}, `${pointer}/with/arguments`);
    return {
      *run(scope, input) {
        const { effects } = scope.execution;
        const source = proto(scope, input);
        const { name, host, port } = record(service.evaluate(scope, input), 'with.service');
        const credentials = authentication(scope, input);
        const request = {
          service: String(name),
          host: String(host),
          ...(port !== undefined && { port: Number(port) }),
          method: String(method.evaluate(scope, input)),
          arguments: record(values.evaluate(scope, input), 'with.arguments'),
          ...(credentials && { authentication: credentials }),
        };
        return yield* effect(scope, async (invocation) => {
          const grpc = available(effects.grpc, 'call gRPC services');
          const text = await effects.documents.load(source, invocation);
          return await grpc.call({ ...request, proto: text }, invocation);
        });
      },
    };
  },
};
