import type { SwitchTask } from '@parley/dsl';
import type { TaskType } from '../compile/context.ts';

/** `switch`: the first case that holds says where the flow goes; without one the task's own `then` does. */
export const switchTask: TaskType<SwitchTask> = {
  compile(task, pointer, context) {
    const cases = task.switch.flatMap((item, index) =>
      Object.entries(item).map(([name, { when, then }]) => ({
        when: when === undefined ? undefined : context.expression(when, `${pointer}/switch/${index}/${name}/when`),
        then,
      })),
    );
    // A case without `when` is the default wherever it stands.
    const ordered = [...cases.filter(({ when }) => when), ...cases.filter(({ when }) => !when)];
    return {
      pure(scope, input) {
        const taken = ordered.find(({ when }) => !when || when.test(scope, input));
        if (taken) scope.branch.directive = taken.then;
        return input;
      },
    };
  },
};
