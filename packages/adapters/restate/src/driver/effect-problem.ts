import { standardError, WorkflowError, type WorkflowProblem } from '@parley/engine';
import { ParleyError } from '@parley/kernel';

/** What a workflow sees of an effect that failed; details of what it should not see are for the log. */
export function problemOf(cause: unknown): WorkflowProblem {
  if (cause instanceof WorkflowError) return cause.problem;
  const detail =
    cause instanceof ParleyError ? cause.message : 'The call failed inside Parley; the log has the details';
  return standardError('runtime', detail).problem;
}
