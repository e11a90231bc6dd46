import type { RunContainer } from '@parley/dsl';
import { available, effect } from '../calls/call-kind.ts';
import { processOutput } from './process.ts';
import type { RunKind } from './run-kind.ts';

/** `run: container`: a container, where there is something that runs them. */
export const containerRun: RunKind = {
  key: 'container',
  compile({ run }, pointer, context) {
    const request = context.template((run as RunContainer).container, `${pointer}/container`);
    return {
      *run(scope, input) {
        const { effects } = scope.execution;
        const container = request.evaluate(scope, input) as RunContainer['container'];
        return yield* effect(scope, async (invocation) =>
          processOutput(
            await available(effects.containers, 'run containers').run(container, invocation),
            run.return,
            input,
          ),
        );
      },
    };
  },
};
