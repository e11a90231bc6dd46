import type { DoTask } from '@parley/dsl';
import type { TaskType } from '../compile/context.ts';
import { runList } from '../interpret/run-task.ts';

/** `do`: tasks one after the other; the output is that of the last one. */
export const doTask: TaskType<DoTask> = {
  compile(task, pointer, context) {
    const list = context.list(task.do, `${pointer}/do`);
    return { run: (scope, input) => runList(list, scope.at('/do'), input) };
  },
};
