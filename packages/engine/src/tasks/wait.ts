import type { WaitTask } from '@parley/dsl';
import type { TaskType } from '../compile/context.ts';

/** `wait`: lets time pass; the output is the input. */
export const waitTask: TaskType<WaitTask> = {
  compile(task, pointer, context) {
    const duration = context.duration(task.wait, `${pointer}/wait`);
    return {
      *run(scope, input) {
        const { durable } = scope;
        yield* durable.sleep(scope.key, durable.now() + duration.evaluate(scope, input));
        return input;
      },
    };
  },
};
