import type { RunWorkflow } from '@parley/dsl';
import { effect } from '../calls/call-kind.ts';
import { standardError } from '../problem.ts';
import type { RunKind } from './run-kind.ts';

/** `run: workflow`: starts another workflow; the output is its output, or with `await: false` the task's input. */
export const workflowRun: RunKind = {
  key: 'workflow',
  compile({ run }, pointer, context) {
    const { workflow } = run as RunWorkflow;
    const { namespace, name, version } = workflow;
    const childInput = context.template(workflow.input ?? {}, `${pointer}/workflow/input`);
    const detached = run.await === false;
    return {
      *run(scope, input) {
        const { execution, durable } = scope;
        const { tenantId } = execution.start;
        const definition = yield* effect(
          scope,
          async () => {
            const found = await execution.effects.definitions.find(tenantId, { namespace, name, version });
            if (found !== undefined) return found;
            throw standardError('configuration', `There is no workflow ${namespace}/${name}:${version}`);
          },
          '!find',
        );
        const request = { definition, input: childInput.evaluate(scope, input), detached };
        const output = yield* durable.child(scope.key, request);
        return detached ? input : output;
      },
    };
  },
};
