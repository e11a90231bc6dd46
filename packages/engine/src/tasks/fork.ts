import type { ForkTask } from '@parley/dsl';
import type { TaskType } from '../compile/context.ts';
import { inParallel } from '../interpret/parallel.ts';
import { runTask } from '../interpret/run-task.ts';

/**
 * `fork`: runs its branches beside one another, each with the task's input. The output is the list of theirs in the order
 * of declaration, or with `compete` that of the branch that completes first; the others are cancelled then.
 */
export const forkTask: TaskType<ForkTask> = {
  compile({ fork }, pointer, context) {
    const list = context.list(fork.branches, `${pointer}/fork/branches`);
    const mode = fork.compete ? 'first' : 'all';
    if (list.tasks.length === 0) context.problem(`${pointer}/fork/branches`, 'A fork needs a branch');
    return {
      *run(scope, input) {
        const branches = list.tasks.map((task) => {
          const branch = scope.branch.fork();
          const own = scope.at(`/fork/branches${task.step}`, scope.variables, branch);
          return { branch, body: () => runBranch(task, own, input) };
        });
        return yield* inParallel(scope, branches, mode, scope.execution.limits.maxConcurrentBranches);
      },
    };
  },
};

function* runBranch(...[task, scope, input]: Parameters<typeof runTask>): Generator<unknown, unknown, unknown> {
  const output = yield* runTask(task, scope, input);
  scope.branch.directive ??= task.then;
  return output;
}
