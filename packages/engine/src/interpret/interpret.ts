import { Cancelled } from '../durable.ts';
import { exceedsSize } from '../flow/json-size.ts';
import { enter, fetchSchema, leave } from '../flow/step.ts';
import { isWorkflowError } from '../problem.ts';
import { Branch, type Completed } from './branch.ts';
import type { Execution } from './execution.ts';
import { limitReached } from './limits.ts';
import { observe, runList, withTimeout } from './run-task.ts';
import { NO_VARIABLES, Scope } from './scope.ts';

type Steps = Generator<unknown, unknown, unknown>;

/**
 * Runs a workflow from its input to its output. What fails beyond the workflow's own handling, and a cancellation, first
 * undoes the completed tasks that say how (E6), and is raised then.
 */
export function* interpret(execution: Execution): Steps {
  const branch = new Branch(null);
  const scope = new Scope(execution, branch, NO_VARIABLES, '', '', 1);
  try {
    return yield* execution.durable.cancellable<unknown>(() => runWorkflow(execution, scope));
  } catch (error) {
    execution.beginCompensation();
    yield* compensate(branch, error);
    throw error;
  }
}

function* runWorkflow(execution: Execution, scope: Scope): Steps {
  const { workflow, start } = execution;
  scope.input = start.input;
  const input = workflow.input
    ? enter(yield* fetchSchema(workflow.input, scope, 'input'), scope, start.input)
    : start.input;
  scope.input = input;
  const body = () => runList(workflow.body, scope.at('/do'), input);
  const { timeout } = workflow;
  const raw = timeout
    ? yield* withTimeout(scope, timeout.evaluate(scope, input), 'The workflow took longer than its timeout', body)
    : yield* body();
  const output = workflow.output
    ? leave(yield* fetchSchema(workflow.output, scope, 'output'), scope, raw, 'output')
    : raw;
  const { maxPayloadBytes } = execution.limits;
  if (exceedsSize(output, maxPayloadBytes)) {
    throw limitReached('maxPayloadBytes', `The output is larger than ${maxPayloadBytes} bytes`);
  }
  return output;
}

function* compensate(branch: Branch, cause: unknown): Steps {
  for (const done of branch.newestFirst()) yield* undo(done, cause);
  return undefined;
}

/** Runs the compensation of one task. When it fails, that is noted in the history and the next one follows. */
function* undo({ task, scope, output }: Completed, cause: unknown): Steps {
  const { durable } = scope;
  const reason = cause instanceof Cancelled ? 'cancelled' : 'faulted';
  yield* durable.record(`${scope.key}!compensate`, 'CompensationStarted', { task: task.pointer, reason });
  observe(scope, 'compensating', {});
  try {
    const branch = new Branch(scope.branch.context);
    yield* runList(task.compensate!, scope.at('/metadata/compensate', scope.variables, branch), output);
  } catch (error) {
    if (!isWorkflowError(error)) throw error;
    yield* durable.record(`${scope.key}!uncompensated`, 'CompensationFailed', {
      task: task.pointer,
      error: error.problem,
    });
  }
  return undefined;
}
