import type { RaiseTask } from '@parley/dsl';
import type { TaskType } from '../compile/context.ts';
import { WorkflowError, type WorkflowProblem } from '../problem.ts';

/** `raise`: fails with an error given in place or by its name in `use.errors`. */
export const raiseTask: TaskType<RaiseTask> = {
  compile({ raise: { error } }, pointer, context) {
    const place = `${pointer}/raise/error`;
    const definition = typeof error === 'string' ? context.named('errors', error, place) : error;
    const template = context.template(definition ?? null, place);
    return {
      pure(scope, input): never {
        throw new WorkflowError(toProblem(template.evaluate(scope, input) as Record<string, unknown>));
      },
    };
  },
};

function toProblem({ type, status, title, detail, instance }: Record<string, unknown>): WorkflowProblem {
  return {
    type: String(type),
    status: Number(status),
    ...(title !== undefined && { title: String(title) }),
    ...(detail !== undefined && { detail: String(detail) }),
    ...(instance !== undefined && { instance: String(instance) }),
  };
}
