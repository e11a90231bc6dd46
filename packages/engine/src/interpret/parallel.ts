import type { Branch } from './branch.ts';
import type { Scope } from './scope.ts';

type Steps = Generator<unknown, unknown, unknown>;

/** One of several lines of execution that run at the same time. */
export interface ParallelBranch {
  readonly branch: Branch;
  readonly body: () => Steps;
}

/** Ends the other branches, because the workflow ends in this one. */
class WorkflowEnded extends Error {
  readonly output: unknown;

  constructor(output: unknown) {
    super('A parallel branch ended the workflow');
    this.output = output;
  }
}

function* watched({ branch, body }: ParallelBranch): Steps {
  const output = yield* body();
  if (branch.directive === 'end') throw new WorkflowEnded(output);
  return output;
}

/**
 * Runs branches beside one another, at most `limit` at a time. The first that fails ends the others. `all` gives the
 * outputs in order of declaration, `first` the output of the one that completes first. When a branch ends the workflow,
 * the others are cancelled and its output is the whole's.
 */
export function* inParallel(
  scope: Scope,
  branches: readonly ParallelBranch[],
  mode: 'all' | 'first',
  limit: number,
): Steps {
  const { durable, branch } = scope;
  const bodies = branches.map((each) => () => watched(each));
  try {
    if (mode === 'first') {
      const { index, value } = yield* durable.any<unknown>(bodies);
      branch.join([branches[index]!.branch]);
      return value;
    }
    const outputs = yield* durable.all<unknown>(bodies, limit);
    branch.join(branches.map((each) => each.branch));
    return outputs;
  } catch (error) {
    if (!(error instanceof WorkflowEnded)) throw error;
    branch.join(branches.map((each) => each.branch));
    branch.directive = 'end';
    return error.output;
  }
}
