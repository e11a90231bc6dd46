import type { RunTask } from '@parley/dsl';
import type { TaskType } from '../compile/context.ts';
import { RUN_KINDS } from '../runs/registry.ts';

/** `run`: another workflow, a script, a shell command or a container. */
export const runTaskType: TaskType<RunTask> = {
  compile(task, pointer, context) {
    const kind = RUN_KINDS.find(({ key }) => Object.hasOwn(task.run, key));
    if (task.run.await === false && kind && kind.key !== 'workflow') {
      context.problem(`${pointer}/run/await`, 'Only a workflow can be started without waiting for its end');
    }
    if (kind) return kind.compile(task, `${pointer}/run`, context);
    context.problem(`${pointer}/run`, 'A run task needs workflow, script, shell or container');
    return { pure: () => null };
  },
};
