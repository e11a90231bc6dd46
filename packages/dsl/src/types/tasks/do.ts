import type { DoTask } from '../../model/tasks.ts';
import type { Exit, ListOutcome } from '../flow.ts';
import { flowOf, type TaskTyping } from '../typing.ts';

/** The ways out of a task that runs a list. */
export function exitsOf({ done, ended }: ListOutcome): Exit[] {
  const exits: Exit[] = [];
  if (done) exits.push({ directive: undefined, flow: done });
  if (ended) exits.push({ directive: 'end', flow: ended });
  return exits;
}

/** `do`: what its list gives. */
export const typeDo: TaskTyping<DoTask> = (typing, visit) =>
  exitsOf(typing.list(visit.task.do, `${visit.pointer}/do`, flowOf(visit), visit.environment.variables));
