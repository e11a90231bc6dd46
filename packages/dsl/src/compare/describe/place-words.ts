import type { TaskList } from '../../model/tasks.ts';
import { taskEntry } from '../../model/walk.ts';
import type { Workflow } from '../../model/workflow.ts';
import { lastStep, parentPointer, pointerSteps, valueAt } from '../../parse/pointer.ts';
import { nameWords } from './words.ts';

/** What a list of tasks is called after the name of the task around it. */
const LISTS: readonly (readonly [suffix: string, words: (owner: string) => string])[] = [
  ['/catch/do', (owner) => `in what handles the errors of ${owner}`],
  ['/fork/branches', (owner) => `as a branch of ${owner}`],
  ['/metadata/compensate', (owner) => `in what undoes ${owner}`],
  ['', (owner) => `in ${owner}`],
];

/** Where a task stands: `after “check stock”`, `at the beginning of “try it”`, `as a branch of “ask all”`. */
export function placeWords(workflow: Workflow, pointer: string): string {
  const item = parentPointer(pointer)!;
  const list = parentPointer(item)!;
  const index = Number(lastStep(item));
  const tasks = valueAt(workflow, list) as TaskList;
  const branches = list.endsWith('/fork/branches');
  if (index > 0 && !branches) return `after ${nameWords(taskEntry(tasks[index - 1]!)[0])}`;
  const owner = ownerName(list);
  if (owner === undefined) return 'at the beginning';
  const [, words] = LISTS.find(([suffix]) => list.endsWith(suffix))!;
  return words(nameWords(owner));
}

/** The name of the task around a list; undefined at the top. */
function ownerName(list: string): string | undefined {
  const steps = pointerSteps(list);
  return steps.findLast((_, index) => index > 0 && /^\d+$/.test(steps[index - 1]!));
}
