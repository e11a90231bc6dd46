import type { CallA2a } from '@parley/dsl';
import { available, type CallKind, effect, record } from './call-kind.ts';
import { compileEndpoint } from './endpoint.ts';

/** `call: a2a`: one method of an agent, found by its card or its address. */
export const a2aCall: CallKind<CallA2a> = {
  compile({ with: args }, pointer, context) {
    const card =
      args.agentCard && compileEndpoint(args.agentCard.endpoint, `${pointer}/with/agentCard/endpoint`, context);
    const server = args.server && compileEndpoint(args.server, `${pointer}/with/server`, context);
    const method = context.template(args.method, `${pointer}/with/method`);
    const parameters = context.template(args.parameters ?? {}, `${pointer}/with/parameters`);
    return {
      *run(scope, input) {
        const { effects } = scope.execution;
        const request = {
          ...(card && { agentCard: card(scope, input) }),
          ...(server && { server: server(scope, input) }),
          method: String(method.evaluate(scope, input)),
          parameters: record(parameters.evaluate(scope, input), 'with.parameters'),
        };
        return yield* effect(scope, async (invocation) =>
          available(effects.a2a, 'call agents over A2A').call(request, invocation),
        );
      },
    };
  },
};
