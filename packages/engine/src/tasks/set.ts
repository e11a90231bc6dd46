import type { SetTask } from '@parley/dsl';
import type { TaskType } from '../compile/context.ts';

/** `set`: the output is what was set, and nothing else. */
export const setTask: TaskType<SetTask> = {
  compile({ set }, pointer, context) {
    const value = context.transformation(set, `${pointer}/set`);
    return { pure: (scope, input) => value.evaluate(scope, input) };
  },
};
